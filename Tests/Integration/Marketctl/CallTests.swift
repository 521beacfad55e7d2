import Kernel
import Marketctl
import Testing

/// What marketctl takes on its command line, and that it takes nothing else.
@Suite("Calls of marketctl")
struct CallTests {
    /// A form of a command with its required parts filled in.
    struct Case: CustomTestStringConvertible, Sendable {
        let command: any Command
        let form: Form
        var testDescription: String { (["marketctl", command.name] + form.words).joined(separator: " ") }

        var arguments: [String] {
            form.words + (form.operand.map { [CallTests.value(of: $0.kind)] } ?? [])
                + form.options.filter(\.isRequired).flatMap { ["--\($0.name)"] + CallTests.values(of: $0) }
        }

        func fault(_ arguments: [String]) -> String {
            do throws(UsageError) {
                _ = try Call(of: command, arguments)
                return ""
            } catch {
                return error.message
            }
        }
    }

    static let cases = commands.flatMap { command in command.forms.map { Case(command: command, form: $0) } }

    static func value(of kind: ValueKind) -> String {
        switch kind {
        case .text: "x"
        case .id: "A-1"
        case .number(let range): "\(range.lowerBound)"
        case .choice(let words, _): words[0]
        case .moment: "2026-11-21T08:00:00Z"
        case .duration: "36h"
        }
    }

    static func values(of option: Option) -> [String] { option.kind.map { [value(of: $0)] } ?? [] }

    @Test("every form takes what it requires, and each of its options", arguments: cases)
    func accepted(_ tried: Case) throws {
        let call = try Call(of: tried.command, tried.arguments)
        #expect(call.form.words == tried.form.words)
        for option in tried.form.options where !option.isRequired {
            let more = try Call(of: tried.command, tried.arguments + ["--\(option.name)"] + Self.values(of: option))
            #expect(more.has(option.name) && more.text(option.name) == Self.values(of: option).first ?? "")
        }
    }

    @Test("every form refuses options that it does not know, of its own kind or of others", arguments: cases)
    func unknown(_ tried: Case) {
        let own = Set(tried.form.options.map(\.name))
        let foreign = Set(commands.flatMap(\.forms).flatMap(\.options).map(\.name)).subtracting(own)
        #expect(!foreign.isEmpty)
        for flag in foreign.map({ "--\($0)" }) + ["--force", "-f", "-5"] {
            #expect(tried.fault(tried.arguments + [flag]).contains("does not know \(flag)"), "\(flag)")
        }
        #expect(tried.fault(tried.arguments + ["1", "left-over"]).contains("one word too many"))
    }

    @Test("every option refuses to stand without its value, with one it has not, or twice", arguments: cases)
    func values(_ tried: Case) {
        for option in tried.form.options where option.kind != nil {
            #expect(tried.fault(tried.arguments + ["--\(option.name)"]) != "", "\(option.name)")
            #expect(tried.fault(tried.arguments + ["--\(option.name)", "--all"]) != "", "\(option.name)")
        }
        for option in tried.form.options where option.kind == nil {
            #expect(tried.fault(tried.arguments + ["--\(option.name)=x"]).contains("takes no value"))
        }
        for option in tried.form.options where !option.mayRepeat {
            let once = ["--\(option.name)"] + Self.values(of: option)
            #expect(tried.fault(tried.arguments + once + once).contains("is given twice"), "\(option.name)")
        }
    }

    @Test("every form says which of its required parts is missing", arguments: cases)
    func missing(_ tried: Case) {
        for option in tried.form.options where option.isRequired {
            let rest = tried.arguments.split(separator: "--\(option.name)").flatMap { part in
                tried.arguments.starts(with: part) ? Array(part) : Array(part.dropFirst(Self.values(of: option).count))
            }
            #expect(tried.fault(rest).contains("needs --\(option.name)"), "\(option.name)")
        }
        if let operand = tried.form.operand, operand.isRequired {
            #expect(tried.fault(tried.form.words) != "")
        }
    }

    @Test("the page of a command shows every form and every option", arguments: cases)
    func page(_ tried: Case) {
        let page = Help.page(of: tried.command)
        #expect(page.contains((["marketctl", tried.command.name] + tried.form.words).joined(separator: " ")))
        for option in tried.form.options { #expect(page.contains("--\(option.name)"), "\(option.name)") }
        #expect(Help.overview.contains(tried.command.name))
    }

    @Test(
        "values that are not of their kind are refused",
        arguments: [
            (
                ValueKind.moment,
                [
                    "yesterday", "2026-11-21", "2026-11-21 08:00:00Z", "2026-11-21T08:00:00", "-infinity", "36", "now",
                    "",
                ]
            ),
            (.duration, ["36", "h", "-1h", "1.5h", "1w", "99999d", ""]),
            (.number(1...8_760), ["0", "-5", "8761", "1e3", "twelve", "", " 1"]),
            (.choice(["buyer", "vendor"], placeholder: "ROLE"), ["admin", "Buyer", "", "buyer,vendor"]),
            (.id, ["", "a b", "A B/../é", "-a", String(repeating: "a", count: 65)]),
            (.text("FILE"), [""]),
        ])
    func refused(_ kind: ValueKind, _ texts: [String]) {
        for text in texts { #expect(kind.fault(text) != nil, "\(text)") }
    }

    @Test("a time is RFC 3339, or how long ago")
    func moments() {
        let now = Instant(microseconds: 1_795_249_800_000_000)
        #expect(ValueKind.moment("2026-11-21T08:30:00Z", now: now) == now)
        #expect(ValueKind.moment("2026-11-21T16:30:00+08:00", now: now) == now)
        #expect(ValueKind.moment("36h", now: now) == now - .hours(36))
    }

    @Test(
        "tokens are issued for known roles and hours only",
        arguments: [
            ([], "needs --role"), (["--role", "admin"], "--role 'admin' cannot be used: buyer, vendor, operator"),
            (["--role", "buyer", "--hours", "-5"], "--hours '-5' cannot be used: 1 to 8760"),
            (["--role", "buyer", "--hours", "0"], "--hours '0' cannot be used"),
            (["--role", "buyer", "--role", "vendor", "--hours", "8760"], ""),
        ])
    func tokens(more: [String], fault: String) throws {
        let command = try #require(commands.first { $0.name == "tokens" })
        let form = try #require(command.forms.first { $0.words == ["issue"] })
        let found = Case(command: command, form: form).fault(["issue", "--key", "k", "--account", "A-1"] + more)
        #expect(fault.isEmpty ? found.isEmpty : found.contains(fault))
    }

    @Test("a command that needs a word says which there are")
    func words() throws {
        let command = try #require(commands.first { $0.name == "parked" })
        let tried = Case(command: command, form: command.forms[0])
        #expect(tried.fault([]) == "Say what to do: list, show, retry, drop.")
        #expect(tried.fault(["lost"]) == "'lost' is none of list, show, retry, drop.")
    }
}
