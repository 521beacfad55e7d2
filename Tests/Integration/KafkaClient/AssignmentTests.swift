import KafkaClient
import Testing

@Suite("Reading from offsets the owner chooses", .serialized)
struct AssignmentTests {
    @Test("reading starts at exactly the assigned offset", arguments: TestBroker.all)
    func explicitOffset(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 10)
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .at(7)])
            #expect(try await Received(consumer, count: 3).values == ["7", "8", "9"])
        }
    }

    @Test("an offset out of range is an error that names partition and offset", arguments: TestBroker.all)
    func outOfRange(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 3)
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .at(1000)])
            let event = try await consumer.first { if case .error = $0 { true } else { false } }
            guard case .error(let error, let place, let offset) = event else { return }
            #expect(error.code == .offsetOutOfRange)
            #expect(!error.isRetriable)
            #expect(place == TopicPartition(topic, 0))
            #expect(offset == 1000)
            #expect(error.message.contains("\(topic)[0]"))
        }
    }

    @Test("seek, pause and resume lose and repeat nothing", arguments: TestBroker.all)
    func pauseAndSeek(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 20)
        let place = TopicPartition(topic, 0)
        try await broker.withConsumer { consumer in
            try await consumer.assign([place: .beginning])
            var values = try await consumer.take(5)
            try await consumer.pause([place])
            guard case .idle = try await consumer.next(max: 5, timeoutMs: 200) else {
                Issue.record("a paused partition was read")
                return
            }
            try await consumer.resume([place])
            values += try await consumer.take(15)
            #expect(values == (0..<20).map(String.init))
            try await consumer.seek([place: .at(18)], timeoutMs: 5000)
            #expect(try await consumer.take(2) == ["18", "19"])
        }
    }

    @Test("the end of a partition is told when asked for", arguments: TestBroker.all)
    func endOfPartition(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 3)
        let place = TopicPartition(topic, 0)
        try await broker.withConsumer(broker.consumer().with("enable.partition.eof", "true")) { consumer in
            try await consumer.assign([place: .beginning])
            let event = try await consumer.first { if case .endOfPartition = $0 { true } else { false } }
            guard case .endOfPartition(let ended, let offset) = event else { return }
            #expect(ended == place)
            #expect(offset == 3)
        }
    }

    @Test("watermarks, partitions and commits can be read back", arguments: TestBroker.all)
    func lookups(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 4)
        let place = TopicPartition(topic, 0)
        try await broker.withConsumer { consumer in
            #expect(try await consumer.watermarks(of: place, timeoutMs: 5000) == 0..<4)
            #expect(try await consumer.partitions(of: topic, timeoutMs: 5000) == [place])
            #expect(try await consumer.committed([place], timeoutMs: 10_000) == [:])
            try await consumer.commitAndWait([place: 2])
            #expect(try await consumer.committed([place], timeoutMs: 10_000) == [place: 2])
        }
    }

    @Test(
        "partitions of a topic that is not subscribed to can be read beside those that the group assigns",
        arguments: TestBroker.all)
    func beyondTheSubscription(_ broker: TestBroker) async throws {
        let own = try await broker.filledTopic(records: 3), other = try await broker.filledTopic(records: 5)
        try await broker.withConsumer(topics: [own]) { consumer in
            #expect(try await consumer.awaitAssignment() == [TopicPartition(own, 0)])
            try await consumer.assign([TopicPartition(own, 0): .at(1), TopicPartition(other, 0): .at(2)])
            #expect(try await consumer.take(5).sorted() == ["1", "2", "2", "3", "4"])
            try await consumer.pause([TopicPartition(other, 0)])
            try await consumer.resume([TopicPartition(other, 0)])
            try await consumer.commitAndWait([TopicPartition(own, 0): 3, TopicPartition(other, 0): 5])
            try await broker.withProducer { try await $0.send(.numbered(1, from: 5), to: other) }
            #expect(try await consumer.take(1) == ["5"])
        }
    }

    @Test("a cluster has an id, the same for all who ask", arguments: TestBroker.all)
    func clusterID(_ broker: TestBroker) async throws {
        let first = try await broker.withConsumer { try await $0.clusterID(timeoutMs: 5000) }
        let second = try await broker.withConsumer { try await $0.clusterID(timeoutMs: 5000) }
        #expect(!first.isEmpty)
        #expect(first == second)
        let other = try await TestBroker.fresh().withConsumer { try await $0.clusterID(timeoutMs: 5000) }
        #expect(other != first)
    }

    @Test("without a broker the cluster's id is a retriable error")
    func noClusterID() async throws {
        let options: KafkaOptions = ["bootstrap.servers": "127.0.0.1:1", "group.id": "g"]
        try await TestBroker.mock.withConsumer(options) { consumer in
            let error = await #expect(throws: KafkaError.self) { try await consumer.clusterID(timeoutMs: 50) }
            #expect(error?.isRetriable == true)
        }
    }

    @Test("a closed consumer refuses to go on")
    func closed() async throws {
        let consumer = try KafkaConsumer(options: TestBroker.mock.consumer())
        await consumer.close(timeoutMs: 1000)
        let error = await #expect(throws: KafkaError.self) { try await consumer.next(max: 1, timeoutMs: 0) }
        #expect(error?.code == .closed)
    }

    @Test("a consumer can be closed while messages wait", arguments: TestBroker.all)
    func closedWhileFull(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 2000)
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .beginning])
            #expect(try await consumer.take(1) == ["0"])
        }
    }
}

@Suite(
    "Looking up offsets by time",
    .enabled(if: environment("TEST_KAFKA") != nil, "TEST_KAFKA is not set; the embedded broker cannot do it"))
struct OffsetsByTimeTests {
    @Test("finds the first record that is not earlier")
    func offsetsForTimes() async throws {
        let broker = try #require(TestBroker.all.last)
        let topic = try await broker.makeTopic(partitions: 1)
        let place = TopicPartition(topic, 0)
        var batch = RecordBatch()
        for second in [100, 200, 300] {
            batch.append(key: nil, value: nil, timestampMs: Int64(second) * 1000 + 1_790_000_000_000)
        }
        let sent = batch
        try await broker.withProducer { try await $0.send(sent, to: topic) }
        try await broker.withConsumer { consumer in
            let between = try await consumer.offsetsForTimes([place: 1_790_000_150_000], timeoutMs: 5000)
            let afterAll = try await consumer.offsetsForTimes([place: 1_790_000_300_001], timeoutMs: 5000)
            #expect(between == [place: 1])
            #expect(afterAll == [:])
        }
    }
}
