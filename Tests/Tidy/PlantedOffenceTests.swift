import Testing

/// A small source and the lines in which a check must find something.
struct Planted: CustomTestStringConvertible, Sendable {
    let what: String
    let check: Checks.Check
    var path = "Services/Orders/Domain/Order.swift"
    let source: String
    let lines: [Int]

    var testDescription: String { what }
}

@Suite struct PlantedOffenceTests {
    static let planted = [
        Planted(what: "Foundation", check: Checks.foundation, source: "import Foundation", lines: [1]),
        Planted(
            what: "a part of Foundation", check: Checks.foundation, source: "\npackage import struct Foundation.Date",
            lines: [2]),
        Planted(
            what: "FoundationNetworking", check: Checks.foundation, source: "import FoundationNetworking", lines: [1]),
        Planted(
            what: "FoundationEssentials is allowed", check: Checks.foundation,
            source: "import FoundationEssentials\n// import Foundation", lines: []),
        Planted(
            what: "a domain that knows the database", check: Checks.rooms,
            source: "import Kernel\nimport PostgresClient", lines: [2]),
        Planted(
            what: "a domain that knows a neighbour", check: Checks.rooms, source: "import RefundsDomain", lines: [1]),
        Planted(
            what: "an application that knows HTTP", check: Checks.rooms,
            path: "Services/Orders/Application/Ports.swift",
            source: "import Kernel\nimport OrdersDomain\nimport HTTPServer", lines: [3]),
        Planted(
            what: "adapters know all", check: Checks.rooms, path: "Services/Orders/Adapters/Main.swift",
            source: "import HTTPServer", lines: []),
        Planted(
            what: "unsafe", check: Checks.unsafe, source: "let a = unsafe strlen(b)\n// unsafe\nlet c = \"unsafe\"",
            lines: [1]),
        Planted(what: "an unsafe promise", check: Checks.unsafe, source: "nonisolated(unsafe) var a = 1", lines: [1]),
        Planted(
            what: "a query", check: Checks.sql, source: "let q = \"SELECT a FROM b\"\n// SELECT a FROM b", lines: [1]),
        Planted(
            what: "a query on several lines", check: Checks.sql,
            source: "let q = \"\"\"\n    UPDATE a\n    SET b = 1\n    \"\"\"", lines: [1]),
        Planted(
            what: "a query with a parameter", check: Checks.sql,
            source: "let q: SQL = \"DELETE FROM a WHERE b = \\(c)\"", lines: [1]),
        Planted(
            what: "English is no query", check: Checks.sql,
            source: "let t = \"please SELECT one FROM these\", m = \"DELETE\"", lines: []),
        Planted(
            what: "a query in its place", check: Checks.sql, path: "Services/Orders/Adapters/Queries.swift",
            source: "let q = \"SELECT a FROM b\"", lines: []),
        Planted(what: "a topic", check: Checks.topics, source: "let t = \"marketplace.orders.events.v1\"", lines: [1]),
        Planted(
            what: "a topic put together", check: Checks.topics, source: "let t = \"marketplace.\\(name).commands.v1\"",
            lines: [1]),
        Planted(
            what: "the topic of accounts", check: Checks.topics, source: "let t = \"marketplace.accounts.v1\"",
            lines: [1]),
        Planted(
            what: "a type is no topic", check: Checks.topics, source: "let t = \"marketplace.orders.order-paid.v1\"",
            lines: []),
        Planted(what: "a trap", check: Checks.crashes, source: "fatalError(\"never\")", lines: [1]),
        Planted(what: "a forced try", check: Checks.crashes, source: "let a = try! b()", lines: [1]),
        Planted(what: "a forced cast", check: Checks.crashes, source: "let a = b as! C", lines: [1]),
        Planted(
            what: "a forced value", check: Checks.crashes, source: "a.first!.b\nc()!\nd[0]!\n\"\\(e!)\"",
            lines: [1, 2, 3, 4]),
        Planted(
            what: "no and not equal", check: Checks.crashes, source: "if !a, b != c, d!=e, (!f) { \"g!\" }", lines: []),
        Planted(
            what: "a clock", check: Checks.clocks, source: "let a = Date()\nlet b = ContinuousClock.now", lines: [1, 2]),
        Planted(
            what: "an instant made of a number", check: Checks.clocks, source: "let a = Date(timeIntervalSince1970: 0)",
            lines: []),
        Planted(
            what: "a sleep", check: Checks.sleeps, source: "try await Task.sleep(for: .seconds(1))\nusleep(1)",
            lines: [1, 2]),
        Planted(
            what: "any error", check: Expectations.anyErrors,
            source: "#expect(throws: (any Error).self) { try a() }\n#expect(throws: Rejection.self) { try a() }",
            lines: [1]),
        Planted(
            what: "a domain's own sleep", check: Checks.sleeps, source: "func sleep() {}\nstory.sleep()", lines: []),
    ]

    @Test("A planted offence is found, and what only looks like one is not", arguments: planted)
    func found(_ planted: Planted) {
        let findings = planted.check(SourceFile(path: planted.path, text: planted.source))
        #expect(findings.map(\.line).sorted() == planted.lines)
    }

    @Test("Every rule has an offence planted against it")
    func everyRule() {
        for rule in Rule.all {
            let isTried = Self.planted.contains {
                !$0.lines.isEmpty && !rule.check(SourceFile(path: $0.path, text: $0.source)).isEmpty
            }
            #expect(isTried, "\(rule.name)")
        }
    }

    @Test("Functions are measured from their first line to their last brace")
    func measured() {
        let source = """
            protocol P { func required() throws; var x: Int { get } }
            func short() {}
            func long(_ a: Int = { 1 }()) -> Int {
                if a > 0 { return 1 }
                // } not this one
                return "}\\(a)".count
            }
            struct S {
                init?(_ a: Int) {
                    self.init()
                }
            }
            """
        let functions = Sizes.functions(of: SourceFile(path: "a.swift", text: source))
        #expect(functions.map(\.name) == ["short", "long", "init"])
        #expect(functions.map(\.lines) == [1, 5, 3])
    }

    @Test("Paths of one machine are found, others are not")
    func localPaths() {
        let text =
            "cd " + "/wo" + "rk/x\n/workers a/work\n--dir=" + "/ho" + "me/me\nhttps://x.example/farm\n" + "../sha"
            + "red/kafka"
        #expect(LocalPaths.findings(path: "a", text: text).map(\.line) == [1, 3, 5])
    }

    @Test("Links are resolved from their page")
    func links() {
        #expect(
            Links.of("see [a](b/c.md#d), [e](https://f.example), [g](#h) and [i](../j.md)") == ["b/c.md", "../j.md"])
        #expect(Links.resolve("../j.md", from: "k/l") == "k/j.md")
    }
}
