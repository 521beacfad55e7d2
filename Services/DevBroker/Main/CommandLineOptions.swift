/// A topic that exists from the start.
struct TopicRequest: Equatable {
    let name: String
    let partitions: Int
}

/// What the command line asks for.
struct CommandLineOptions {
    enum Request {
        case help, version
        case run(CommandLineOptions)
    }

    private(set) var port = 19192
    private(set) var brokers = 1
    private(set) var topics: [TopicRequest] = []

    static func parse(_ arguments: [String]) throws(BrokerProblem) -> Request {
        var options = CommandLineOptions()
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--help" || name == "-h" { return .help }
            if name == "--version" { return .version }
            guard let value = rest.popFirst() else {
                throw BrokerProblem(usage: "\(name): not known, or without its value; see --help")
            }
            try options.set(name, value)
        }
        try options.requireDistinctTopics()
        return .run(options)
    }

    private mutating func set(_ name: String, _ value: String) throws(BrokerProblem) {
        switch name {
        case "--port": port = try number(name, value, in: 0...65_535)
        case "--brokers": brokers = try number(name, value, in: 1...16)
        case "--topic": topics.append(try Self.topic(value))
        case "--topics-file": topics += try TopicsFile.read(value)
        default: throw BrokerProblem(usage: "unknown option \(name); see --help")
        }
    }

    private func requireDistinctTopics() throws(BrokerProblem) {
        var seen: Set<String> = []
        for topic in topics where !seen.insert(topic.name).inserted {
            throw BrokerProblem(usage: "topic \"\(topic.name)\" is declared twice")
        }
    }

    private static func topic(_ text: String) throws(BrokerProblem) -> TopicRequest {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let partitions = Int(parts[1]), (1...1000).contains(partitions)
        else {
            throw BrokerProblem(usage: "--topic \(text): expected name:partitions, such as orders:4")
        }
        return TopicRequest(name: String(parts[0]), partitions: partitions)
    }

    private func number(_ name: String, _ text: String, in range: ClosedRange<Int>) throws(BrokerProblem) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw BrokerProblem(
                usage: "\(name) \(text): expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    static let help = """
        usage: devbroker [--port N] [--brokers N] [--topics-file FILE] [--topic NAME:PARTITIONS]...

        An imitation of a Kafka cluster on 127.0.0.1 for development and tests. Everything is in memory.

          --port N                first broker's port, others follow (default 19192; 0 lets the system choose)
          --brokers N             how many brokers (default 1)
          --topics-file FILE      JSON: {"topics":[{"name":"orders","partitions":4}]}; other members are ignored
          --topic NAME:PARTITIONS a topic, may be repeated; a topic that is not declared gets 4 partitions when first used

        Prints "ready HOST:PORT[,HOST:PORT...]" when clients may connect. Ends on SIGTERM and SIGINT.

        It has no admin API: declare topics here. Clients need session.timeout.ms 4000 to 6000 and all the same
        partition.assignment.strategy; fetch.wait.max.ms=10 keeps reading quick.

        Commands, one a line on standard input, answered by "ok ..." or "failed ...":
        \(Control.help)
        """
}
