import KafkaClient

/// The commands on standard input, by which tests and curious people break things.
struct Control {
    enum Next {
        case stay, quit
    }

    private struct Command {
        let usage: String
        let meaning: String
        let perform: @Sendable (MockCluster, Arguments) throws(KafkaError) -> Void
    }

    private let cluster: MockCluster

    init(_ cluster: MockCluster) { self.cluster = cluster }

    static var names: String {
        commands.map { String($0.usage.prefix { $0 != " " }) }.joined(separator: ", ") + ", quit"
    }

    static var help: String {
        (commands.map { ($0.usage, $0.meaning) } + [("quit", "end the broker")])
            .map { "  \($0.0)\(String(repeating: " ", count: max(1, 32 - $0.0.count)))\($0.1)" }.joined(separator: "\n")
    }

    func perform(_ words: [String]) throws(KafkaError) -> Next {
        if words == ["quit"] { return .quit }
        guard
            let command = Self.commands.first(where: {
                $0.usage.split(separator: " ").first.map(String.init) == words[0]
            })
        else {
            throw KafkaError(.invalidArgument, "no such command; there are \(Self.names)")
        }
        guard command.usage.split(separator: " ").count == words.count else {
            throw KafkaError(.invalidArgument, "usage: \(command.usage)")
        }
        try command.perform(cluster, Arguments(Array(words.dropFirst())))
        return .stay
    }

    private static let commands: [Command] = [
        Command(usage: "down BROKER", meaning: "cut the broker's connections and refuse new ones") {
            (cluster, words) throws(KafkaError) in
            try cluster.setDown(broker: words.number(0))
        },
        Command(usage: "up BROKER", meaning: "let it answer again") { (cluster, words) throws(KafkaError) in
            try cluster.setUp(broker: words.number(0))
        },
        Command(usage: "rtt BROKER MS", meaning: "delay every answer of the broker") {
            (cluster, words) throws(KafkaError) in
            try cluster.setRoundTrip(broker: words.number(0), ms: words.number(1))
        },
        Command(usage: "leader TOPIC PARTITION BROKER", meaning: "move a partition (broker -1: no leader)") {
            (cluster, words) throws(KafkaError) in
            try cluster.setLeader(of: TopicPartition(words.text(0), words.number(1)), broker: words.number(2))
        },
        Command(
            usage: "errors APIKEY CODE COUNT", meaning: "fail the next requests (0 produce, 1 fetch, 3 metadata ...)"
        ) {
            (cluster, words) throws(KafkaError) in
            let code = KafkaError.Code(number: try words.number(1)), count: Int = try words.number(2)
            guard (1...10_000).contains(count) else { throw KafkaError(.invalidArgument, "COUNT must be 1 to 10000") }
            try cluster.pushErrors(apiKey: words.number(0), Array(repeating: code, count: count))
        },
        Command(usage: "clear APIKEY", meaning: "forget errors that have not happened yet") {
            (cluster, words) throws(KafkaError) in
            try cluster.clearErrors(apiKey: words.number(0))
        },
        Command(usage: "topic NAME PARTITIONS", meaning: "add a topic") { (cluster, words) throws(KafkaError) in
            try cluster.createTopic(words.text(0), partitions: words.number(1))
        },
    ]
}

/// The words after a command's name; there are as many as its usage shows.
struct Arguments {
    private let words: [String]

    init(_ words: [String]) { self.words = words }

    func text(_ index: Int) -> String { words[index] }

    func number<Number: FixedWidthInteger>(_ index: Int) throws(KafkaError) -> Number {
        guard let number = Number(words[index]) else {
            throw KafkaError(.invalidArgument, "\"\(words[index])\" is not a number")
        }
        return number
    }
}
