import Glibc
import JSON

/// Why the story did not come true.
struct StoryFailure: Error, CustomStringConvertible {
    let step: String
    let expected: String
    let came: String

    var description: String { "At the step '\(step)' I expected \(expected); what came is \(came)." }
}

/// Tells what happens as it happens.
enum Teller {
    static func say(_ text: String) {
        print(text)
        fflush(nil)
    }

    static func chapter(_ number: Int, _ title: String) { say("\n\(number). \(title)") }

    static func tell(_ text: String) { say("   " + text) }

    /// Holds what came against what was expected.
    static func expect<Value: Equatable>(_ step: String, _ what: String, _ came: Value, is expected: Value)
        throws(StoryFailure)
    {
        guard came == expected else {
            throw StoryFailure(step: step, expected: "\(what) to be \(expected)", came: "\(came)")
        }
    }

    static func expect(_ step: String, _ expected: String, _ holds: Bool, came: String) throws(StoryFailure) {
        guard holds else { throw StoryFailure(step: step, expected: expected, came: came) }
    }

    /// 1999.00
    static func yuan(_ fen: Int64) -> String {
        let cents = fen.magnitude % 100
        return "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(cents < 10 ? "0" : "")\(cents) yuan"
    }
}
