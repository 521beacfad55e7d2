/// What is wrong with the command line, and how to mend it.
struct UsageError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

struct Options {
    enum Command: String, CaseIterable {
        case schedule, topics, load, settle, judge
    }

    let command: Command
    private(set) var seed: UInt64 = 1
    private(set) var minutes = 30
    private(set) var rate = 1_000
    private(set) var withinSeconds = 180
    private(set) var brokerStays = false
    private(set) var acknowledged = ""
    private(set) var acts = ""

    static let help = """
        chaos schedule [--seed N] [--minutes N] [--broker-stays]
        chaos topics
        chaos load [--seed N] [--minutes N] [--rate N] > ACKNOWLEDGED
        chaos settle [--within SECONDS]
        chaos judge [--seed N] --acknowledged FILE [--acts FILE]

        What scripts/chaos is made of. It works on the topics and tables of posting that DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS and
        TOPIC_PARTITIONS name.
          schedule  prints what is to be done to the instances and what they lean on: milliseconds, act, its arguments
          topics    makes the topics, on an Apache Kafka
          load      sends postings at a rate a second, some twice, some that cannot be read; prints the number of each that is acknowledged
          settle    returns when everything sent is read and everything decided is known to be on the topic; 1 if that takes longer
          judge     prints figures, and holds the history against what must be true of it; 1 if it is not, with the ids concerned
          --acts    what was done when, a line each: milliseconds since 1970 and the act; for the figures
        The same seed gives the same schedule and the same postings.

        """

    init(_ arguments: [String]) throws(UsageError) {
        guard let name = arguments.first, let command = Command(rawValue: name) else {
            throw UsageError(
                message:
                    "'\(arguments.first ?? "")' is none of \(Command.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        self.command = command
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            if option == "--broker-stays" { brokerStays = true; continue }
            guard let value = rest.popFirst() else {
                throw UsageError(message: "\(option) is not known or lacks its value.")
            }
            try set(option, value)
        }
        if command == .judge, acknowledged.isEmpty { throw UsageError(message: "--acknowledged is missing.") }
    }

    private mutating func set(_ option: String, _ value: String) throws(UsageError) {
        switch option {
        case "--seed": seed = UInt64(try Self.number(option, value, 0...1_000_000_000))
        case "--minutes": minutes = try Self.number(option, value, 1...1_440)
        case "--rate": rate = try Self.number(option, value, 1...100_000)
        case "--within": withinSeconds = try Self.number(option, value, 1...86_400)
        case "--acknowledged": acknowledged = value
        case "--acts": acts = value
        default: throw UsageError(message: "'\(option)' is not known.")
        }
    }

    private static func number(_ option: String, _ value: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw UsageError(
                message: "\(option) must be a number from \(range.lowerBound) to \(range.upperBound), not '\(value)'.")
        }
        return number
    }
}
