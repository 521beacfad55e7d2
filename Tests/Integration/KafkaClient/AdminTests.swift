import KafkaClient
import Testing

@Suite("Administering topics")
struct AdminTests {
    @Test("the embedded broker's lack of an admin API is said at once")
    func noAdminAPI() async throws {
        let topic = try await TestBroker.mock.makeTopic(partitions: 3)
        let admin = try KafkaAdmin(options: TestBroker.mock.connection)
        let error = await #expect(throws: KafkaError.self) { try await admin.create([.init("x", partitions: 1)]) }
        #expect(error?.code == .unsupported)
        #expect(error?.isRetriable == false)
        #expect(error?.message.contains("no admin API") == true)
        #expect(try await admin.topics().first { $0.name == topic }?.partitions.count == 3)
    }

    @Test("no broker at all is a retriable error")
    func noBroker() async throws {
        let admin = try KafkaAdmin(options: ["bootstrap.servers": "127.0.0.1:1"])
        let error = await #expect(throws: KafkaError.self) { try await admin.topics(timeoutMs: 300) }
        #expect(error?.isRetriable == true)
    }

    @Test(
        "topics are created, described, grown and deleted",
        .enabled(if: environment("TEST_KAFKA") != nil, "TEST_KAFKA is not set"))
    func lifeOfATopic() async throws {
        let broker = try #require(TestBroker.all.last)
        let admin = try KafkaAdmin(options: broker.connection)
        let name = TestBroker.uniqueName("admin")
        try await admin.create([.init(name, partitions: 2, replication: 1, config: ["retention.ms": "3600000"])])
        let again = await #expect(throws: KafkaError.self) { try await admin.create([.init(name, partitions: 2)]) }
        #expect(again?.code == .topicExists)
        #expect(again?.message.contains(name) == true)

        let config = try await admin.config(of: name)
        #expect(config["retention.ms"]?.value == "3600000")
        #expect(config["retention.ms"]?.isSetForTopic == true)
        #expect(config["cleanup.policy"]?.value == "delete")
        #expect(config["cleanup.policy"]?.isSetForTopic == false)

        try await admin.growPartitions(of: name, to: 5)
        #expect(try await admin.sees { $0.first { $0.name == name }?.partitions.count == 5 })
        try await admin.delete([name])
        #expect(try await admin.sees { topics in !topics.contains { $0.name == name } })
    }
}

extension KafkaAdmin {
    /// A broker learns a little later than the controller what the controller has done.
    fileprivate func sees(_ condition: ([TopicDescription]) -> Bool) throws -> Bool {
        for _ in 0..<1000 {
            if try condition(topics()) { return true }
        }
        return false
    }
}
