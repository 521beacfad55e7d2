import KafkaClient
import Testing

@Suite("Members of a group", .serialized)
struct GroupTests {
    @Test("a second member takes over partitions only after the first has let go", arguments: TestBroker.all)
    func handOver(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 2)
        let options = broker.consumer()
        try await broker.withConsumer(options, topics: [topic]) { first in
            let all = try await first.awaitAssignment()
            #expect(all.sorted() == [TopicPartition(topic, 0), TopicPartition(topic, 1)])
            try await first.assign(from: .beginning, all)

            try await broker.withConsumer(options, topics: [topic]) { second in
                async let secondShare = second.awaitAssignment()
                let event = try await first.first { if case .revoked = $0 { true } else { false } }
                guard case .revoked(let revoked, let isLost) = event else { return }
                #expect(revoked.sorted() == all.sorted())
                #expect(!isLost)
                try await first.unassign()

                let firstShare = try await first.awaitAssignment()
                #expect(try await Set(firstShare + secondShare) == Set(all))
                #expect(firstShare.count == 1)
                try await first.assign(from: .end, firstShare)
            }
        }
    }

    @Test("nothing is read before the owner assigns", arguments: TestBroker.all)
    func nothingBeforeAssign(_ broker: TestBroker) async throws {
        let topic = try await broker.filledTopic(records: 5)
        try await broker.withConsumer(topics: [topic]) { consumer in
            let partitions = try await consumer.awaitAssignment()
            guard case .idle = try await consumer.next(max: 10, timeoutMs: 300) else {
                Issue.record("something was read before assign")
                return
            }
            try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .at(3)) }))
            #expect(try await consumer.take(2) == ["3", "4"])
        }
    }

    /// Many at once, because what could go wrong is a race.
    @Test("a member ends that never took what its group assigned, whether or not it read something else meanwhile")
    func endsUnanswered() async throws {
        let broker = TestBroker.mock
        let topic = try await broker.makeTopic(partitions: 1)
        try await withThrowingTaskGroup { members in
            for index in 0..<100 {
                members.addTask {
                    let (states, teller) = AsyncStream.makeStream(of: Void.self)
                    var handlers = KafkaHandlers()
                    handlers.log = { if $0.message.contains("-> wait-assign-call") { teller.finish() } }
                    // A static member tells nobody that it leaves.
                    let isStatic = (index / 2).isMultiple(of: 2)
                    let options = broker.consumer().with(isStatic ? ["group.instance.id": "\(index)"] : [:])
                    let member = try KafkaConsumer(
                        options: options.with(["debug": "cgrp"]), topics: [topic], handlers: handlers)
                    for await _ in states {}
                    if index.isMultiple(of: 2) { try await member.assign([TopicPartition(topic, 0): .beginning]) }
                    await member.close(timeoutMs: 5000)
                    await #expect(throws: KafkaError.self) { try await member.unassign() }
                }
            }
            try await members.waitForAll()
        }
    }

    /// Many at once, because what could go wrong is a race.
    @Test(
        "a member that another of its name puts out says so, and ends, whether or not it took what its group assigned",
        arguments: ["a broker that answers", "a broker that is silent"])
    func fenced(_ atTheEnd: String) async throws {
        let broker = try TestBroker.fresh()
        let topic = try await broker.makeTopic(partitions: 1)
        // For every heartbeat.
        broker.cluster?.pushErrors(apiKey: 12, Array(repeating: .fencedInstanceID, count: 10_000))
        let members = try (0..<40).map { index in
            try KafkaConsumer(
                options: broker.consumer().with("group.instance.id", "\(index)"), topics: [topic])
        }
        try await withThrowingTaskGroup { group in
            for (index, member) in members.enumerated() {
                group.addTask { try await member.fatalError(taking: index.isMultiple(of: 2)) }
            }
            for try await error in group { #expect(error.code == .fencedInstanceID) }
        }
        if atTheEnd.hasSuffix("silent") { try broker.cluster?.setRoundTrip(broker: 1, ms: 600_000) }
        await withTaskGroup { group in
            for member in members { group.addTask { await member.close(timeoutMs: 5000) } }
        }
    }

    @Test("wake ends a wait at once")
    func wake() async throws {
        try await TestBroker.mock.withConsumer { consumer in
            async let event = consumer.next(max: 1, timeoutMs: 60_000)
            consumer.wake()
            guard case .idle = try await event else {
                Issue.record("expected nothing")
                return
            }
        }
    }
}
