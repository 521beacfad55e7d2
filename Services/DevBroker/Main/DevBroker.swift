import CPortPin
import Glibc
import KafkaClient

@main struct DevBroker {
    static func main() {
        do {
            switch try CommandLineOptions.parse(Array(CommandLine.arguments.dropFirst())) {
            case .help: say(CommandLineOptions.help)
            case .version:
                say(
                    "devbroker \(variable("BUILD_VERSION") ?? "development") (\(variable("BUILD_COMMIT") ?? "unknown"))"
                )
            case .run(let options): try run(options)
            }
        } catch {
            complain("devbroker: \(error.message)")
            exit(error.exitCode)
        }
    }

    private static func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    private static func run(_ options: CommandLineOptions) throws(BrokerProblem) {
        leaveOnTermination()
        let cluster = try start(options)
        for topic in options.topics { try create(topic, on: cluster) }
        say(
            """
            devbroker: an imitation of Kafka for development. Everything is in memory: topics, records, offsets and groups
            devbroker: are gone when it ends, and it keeps only the newest 5 MiB of each partition. Never use it for real data.
            devbroker: \(options.brokers) broker(s), \(options.topics.count) topic(s); commands on standard input: \
            \(Control.names); see --help
            ready \(cluster.bootstrapServers)
            """)
        // Nobody here uses it any more while its clients do: an optimized build would end it at once.
        _ = unsafe Unmanaged.passRetained(cluster)
        serveControl(Control(cluster))
        while true { pause() }
    }

    /// librdkafka aborts the process when a port is taken, so each is tried first.
    private static func start(_ options: CommandLineOptions) throws(BrokerProblem) -> MockCluster {
        if options.port > 0 {
            for broker in 0..<options.brokers { try requireFreePort(options.port + broker) }
        }
        portpin_set(Int32(options.port))
        defer { portpin_set(0) }
        do { return try MockCluster(brokers: options.brokers) } catch { throw BrokerProblem(message: error.message) }
    }

    private static func create(_ topic: TopicRequest, on cluster: MockCluster) throws(BrokerProblem) {
        do { try cluster.createTopic(topic.name, partitions: topic.partitions) } catch {
            throw BrokerProblem(message: error.message)
        }
    }

    private static func serveControl(_ control: Control) {
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            guard !words.isEmpty else { continue }
            do {
                if try control.perform(words) == .quit { leave(0) }
                say("ok \(line)")
            } catch { say("failed \(line): \(error.message)") }
        }
    }
}

/// What the person at the keyboard has to mend.
struct BrokerProblem: Error, CustomStringConvertible {
    let message: String
    /// 64 where the command line is wrong.
    var exitCode: Int32 = 1
    var description: String { message }
}

extension BrokerProblem {
    init(usage message: String) { self.init(message: message, exitCode: 64) }
}
