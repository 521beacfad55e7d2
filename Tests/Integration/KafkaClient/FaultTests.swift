import KafkaClient
import Testing

@Suite("Brokers that fail", .serialized)
struct FaultTests {
    @Test("a retriable error of the broker is retried, and the batch acknowledged")
    func retriable() async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        let once: KafkaOptions = ["enable.idempotence": "false", "retries": "0"]
        // Who does not repeat sees the error: so it is really there.
        try await broker.withProducer(once) { producer in
            broker.cluster?.pushErrors(apiKey: 0, [.requestTimedOut])
            #expect(await producer.outcome(of: .numbered(1), to: topic).firstFailure != nil)
        }
        try await broker.withProducer { producer in
            broker.cluster?.pushErrors(apiKey: 0, [.notLeaderForPartition, .requestTimedOut])
            try await producer.send(RecordBatch.numbered(3), to: topic)
        }
        // Both errors were met and overcome: none is left for who does not repeat.
        try await broker.withProducer(once) { producer in
            try await producer.send(RecordBatch.numbered(1), to: topic)
        }
    }

    @Test("a refusal of the broker is an error of the record, and not retriable")
    func refused() async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        try await broker.withProducer(["retries": "1"]) { producer in
            broker.cluster?.pushErrors(apiKey: 0, Array(repeating: .topicAuthorizationFailed, count: 3))
            let outcome = await producer.outcome(of: .numbered(3), to: topic)
            #expect(outcome.failures.map(\.index) == [0, 1, 2])
            #expect(outcome.firstFailure?.error.code == .topicAuthorizationFailed)
            #expect(outcome.firstFailure?.error.isRetriable == false)
            #expect(outcome.error(at: 2)?.code == .topicAuthorizationFailed)
        }
    }

    @Test(
        "a record the client refuses ends the batch there, and earlier ones are acknowledged", arguments: TestBroker.all
    )
    func tooLarge(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 1)
        var batch = RecordBatch.numbered(2)
        batch.append(key: nil, value: [UInt8](repeating: 0, count: 2_000_000).span)
        batch.append(key: nil, value: bytes("late").span)
        let sent = batch
        try await broker.withProducer { producer in
            let outcome = await producer.outcome(of: sent, to: topic)
            #expect(outcome.failures.map(\.index) == [2])
            #expect(outcome.firstFailure?.error.code == .messageTooLarge)
            #expect(outcome.notSentFrom == 3)
            #expect(outcome.error(at: 1) == nil)
            #expect(outcome.error(at: 3)?.code == .notSent)
        }
    }

    @Test("the largest record that the client takes is told, and kept to")
    func largest() async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        try await broker.withProducer { #expect($0.maxMessageBytes == 1_000_000) }
        try await broker.withProducer(["message.max.bytes": "5000"]) { producer in
            #expect(producer.maxMessageBytes == 5_000)
            var batch = RecordBatch()
            batch.append(key: nil, value: [UInt8](repeating: 0, count: 5_000).span)
            #expect(await producer.outcome(of: batch, to: topic).firstFailure?.error.code == .messageTooLarge)
        }
    }

    @Test("a producer that is given up for good says so once, fails what is under way and takes nothing more")
    func fatal() async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        let (errors, continuation) = AsyncStream<KafkaError>.makeStream()
        let producer = try KafkaProducer(
            options: broker.producer, handlers: KafkaHandlers(error: { continuation.yield($0) }))
        try broker.cluster?.setDown(broker: 1)
        async let underWay = producer.outcome(of: .numbered(2), to: topic)
        producer.failFatally(.outOfOrderSequence, "by a test")
        let error = await errors.first { $0.isFatal }
        #expect(error?.code == .outOfOrderSequence)
        #expect(error?.message.contains("by a test") == true)
        await producer.close(timeoutMs: 0)
        #expect(await underWay.failures.count > 0)
        #expect(await producer.outcome(of: .numbered(1), to: topic).firstFailure != nil)
    }

    @Test("what was sent while the broker was down arrives when it is up again")
    func downAndUp() async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        try await broker.withProducer { producer in
            try await producer.send(RecordBatch.numbered(1), to: topic)
            try broker.cluster?.setDown(broker: 1)
            async let outcome = producer.outcome(of: .numbered(5), to: topic)
            try broker.cluster?.setUp(broker: 1)
            #expect(await outcome.firstFailure == nil)
        }
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .beginning])
            #expect(try await consumer.take(6) == ["0", "0", "1", "2", "3", "4"])
        }
    }

    @Test("a full queue delays batches in their order and refuses nothing", arguments: TestBroker.all)
    func fullQueue(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 1)
        try await broker.withProducer(["queue.buffering.max.messages": "10"]) { producer in
            async let first = producer.outcome(of: .numbered(25), to: topic)
            async let second = producer.outcome(of: .numbered(25, from: 25), to: topic)
            #expect(await [first.firstFailure == nil, second.firstFailure == nil] == [true, true])
            await producer.waitForRoom()
            #expect(!producer.isBackedUp)
        }
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .beginning])
            let values = try await consumer.take(50)
            #expect(values.filter { Int($0) ?? 0 < 25 } == (0..<25).map(String.init))
            #expect(values.filter { Int($0) ?? 0 >= 25 } == (25..<50).map(String.init))
        }
    }

    @Test("closing settles what never reached a broker")
    func closeUnsent() async throws {
        let producer = try KafkaProducer(options: .producer.with(["bootstrap.servers": "127.0.0.1:1"]))
        async let outcome = producer.outcome(of: .numbered(3), to: "nowhere")
        await producer.close(timeoutMs: 100)
        let failures = await outcome.failures
        #expect(!failures.isEmpty)
        let late = await producer.outcome(of: .numbered(2), to: "nowhere")
        #expect(late.firstFailure?.error.code == .closed)
    }

    @Test("a batch changed after sending does not change what is sent")
    func copyOnWrite() async throws {
        let broker = TestBroker.mock
        let topic = try await broker.makeTopic(partitions: 1)
        var batch = RecordBatch.numbered(2)
        try await broker.withProducer { producer in
            let sent = batch
            async let outcome = producer.outcome(of: sent, to: topic)
            batch.append(key: nil, value: bytes("later").span)
            #expect(await outcome.count == 2)
        }
        #expect(batch.count == 3)
    }
}
