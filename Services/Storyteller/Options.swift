import FoundationEssentials

/// What is wrong with the command line, and how to mend it.
struct UsageError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

struct Options {
    let tokenDirectory: String
    let feedPath: String
    let stateDirectory: String
    let base: String
    let kafka: String
    /// Tells this run's products and requests from those of earlier ones.
    let run: String
    let template: String

    static let help = """
        storyteller --tokens DIR --feed FILE --state DIR [--base http://127.0.0.1] [--kafka 127.0.0.1:19192] [--run NAME] [--template T-1001]

        Walks a story through a running marketplace by HTTP alone, tells it, and checks every step. Exit code 0: it came true.
          --tokens    where buyer.token, buyer2.token, vendor.token and operator.token lie
          --feed      a partner's full feed of domains, with some broken lines
          --state     where what the story leaves is put: the invoice
          --base      services and simulators answer there, on their usual ports
          --kafka     named in the lines that are shown at the end, not called
          --run       part of the names of what is made and of every Idempotency-Key; the clock's seconds if it is left out
          --template  the buyer's registrant template

        """

    init(_ arguments: [String]) throws(UsageError) {
        let given = try Self.pairs(arguments)
        func required(_ name: String) throws(UsageError) -> String {
            guard let value = given[name] else { throw UsageError(message: "\(name) is missing.") }
            return value
        }
        tokenDirectory = try required("--tokens")
        feedPath = try required("--feed")
        stateDirectory = try required("--state")
        base = given["--base"] ?? "http://127.0.0.1"
        kafka = given["--kafka"] ?? "127.0.0.1:19192"
        run = given["--run"] ?? "\(Int(Date().timeIntervalSince1970))"
        template = given["--template"] ?? "T-1001"
        guard (1...20).contains(run.utf8.count),
            run.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) })
        else {
            throw UsageError(message: "--run must be 1 to 20 lower-case letters and digits, not '\(run)'.")
        }
    }

    private static let names = ["--tokens", "--feed", "--state", "--base", "--kafka", "--run", "--template"]

    private static func pairs(_ arguments: [String]) throws(UsageError) -> [String: String] {
        var given: [String: String] = [:]
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard names.contains(name) else { throw UsageError(message: "'\(name)' is not known.") }
            guard let value = rest.popFirst() else { throw UsageError(message: "\(name) needs a value.") }
            given[name] = value
        }
        return given
    }
}

func readFile(_ path: String) throws(UsageError) -> [UInt8] {
    guard let content = FileManager.default.contents(atPath: path) else {
        throw UsageError(message: "\(path) cannot be read.")
    }
    return Array(content)
}

func writeFile(_ bytes: [UInt8], to path: String) throws(UsageError) {
    do { try Data(bytes).write(to: URL(filePath: path)) } catch {
        throw UsageError(message: "\(path) cannot be written.")
    }
}
