import KafkaClient
import Synchronization
import Testing

@Suite("Options and errors")
struct OptionTests {
    @Test("a wrong option is named", arguments: ["no.such.option", "acks", "linger.ms"])
    func wrongOption(name: String) {
        let error = #expect(throws: KafkaError.self) {
            try KafkaProducer(options: .producer.with(name, "nonsense"))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("\"\(name)\"") == true)
        #expect(error?.isRetriable == false)
    }

    @Test("options that contradict each other are refused")
    func contradiction() {
        let error = #expect(throws: KafkaError.self) {
            try KafkaProducer(options: .producer.with(["enable.idempotence": "true", "acks": "1"]))
        }
        #expect(error?.message.contains("acks") == true)
    }

    @Test("a refused secret is not repeated")
    func secret() {
        let error = #expect(throws: KafkaError.self) {
            try KafkaProducer(options: [
                "ssl.key.password": "hunter2", "ssl.key.pem": "-----hunter2-----", "sasl.mechanisms": "",
            ])
        }
        #expect(error.map { !$0.description.contains("hunter2") } == true)
    }

    @Test("a consumer without group.id is told so")
    func missingGroup() {
        let error = #expect(throws: KafkaError.self) { try KafkaConsumer(options: .consumer) }
        #expect(error?.message.contains("group.id") == true)
    }

    @Test("later options win over earlier ones")
    func merging() {
        let options = KafkaOptions.producer.with("acks", "1").with(["linger.ms": "7"])
        #expect(options["acks"] == "1")
        #expect(options["linger.ms"] == "7")
        #expect(options["enable.idempotence"] == "true")
    }

    @Test("codes have librdkafka's names and say whether trying again helps")
    func codes() {
        #expect(KafkaError.Code.messageTimedOut.name == "_MSG_TIMED_OUT")
        #expect(KafkaError(.messageTimedOut, "").isRetriable)
        #expect(!KafkaError(.topicAuthorizationFailed, "").isRetriable)
        #expect(!KafkaError(.messageTimedOut, "", isFatal: true).isRetriable)
    }

    @Test("statistics, logs and errors reach the handlers")
    func handlers() async throws {
        let (seen, continuation) = AsyncStream<String>.makeStream()
        let handlers = KafkaHandlers(
            log: { continuation.yield("log \($0.facility)") },
            statistics: { continuation.yield("statistics \(String(decoding: $0.prefix(1), as: UTF8.self))") },
            error: { continuation.yield("error \($0.code.name)") })
        let producer = try KafkaProducer(
            options: ["bootstrap.servers": "127.0.0.1:1", "statistics.interval.ms": "50"], handlers: handlers)
        var missing: Set = ["log FAIL", "statistics {", "error _TRANSPORT", "error _ALL_BROKERS_DOWN"]
        for await event in seen {
            missing.remove(event)
            if missing.isEmpty { break }
        }
        #expect(missing.isEmpty, "\(missing.sorted()) never came")
        await producer.close(timeoutMs: 0)
    }
}
