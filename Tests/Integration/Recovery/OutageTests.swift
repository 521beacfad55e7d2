import FoundationEssentials
import Glibc
import PostgresClient
import Testing

@Suite("What the service leans on may go away and come back")
struct OutageTests {
    @Test("The database cuts all connections again and again under load")
    func database() async throws {
        try await Rig.run { rig in
            let load = Load(seed: 5, count: 3_000)
            let posting = try rig.start()
            try await wait(for: "readiness") { await rig.isReady(posting) }
            for chunk in load.chunks(of: 600) {
                let before = try await rig.journalled()
                async let sending: Void = rig.broker.send(chunk)
                try await wait(for: "progress") { try await rig.journalled() > before }
                #expect(try await rig.cutConnections(of: posting) > 0)
                try await sending
            }
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load)
            try await wait(for: "readiness after the last cut") { await rig.isReady(posting) }
            #expect(posting.process.log.contains("the database is out of reach"))
            posting.process.signal(SIGTERM)
            #expect(try await posting.process.ended(within: 10) == 0)
        }
    }

    @Test("A broker that forgets everything: the service notices, recovers, and its events can be published again")
    func forgetfulBroker() async throws {
        try await Rig.run(embeddedBroker: true) { rig in
            let load = Load(seed: 6, count: 1_200)
            let (old, new) = (load.sent[..<800], load.sent[800...])
            let posting = try rig.start()
            try await rig.broker.send(old)
            try await rig.settled(Set(old.map(\.id)).count)
            try await wait(for: "readiness") { await rig.isReady(posting) }
            try await rig.broker.kill()
            try await wait(for: "the loss to be noticed") { await !rig.isReady(posting) }
            try await rig.broker.start()
            try await wait(for: "the loss of the topics to be noticed") {
                posting.process.log.components(separatedBy: "is not the one that was read before").count > Rig.laneCount
            }
            try await wait(for: "recovery") { await rig.isReady(posting) }

            _ = try await rig.database.execute("UPDATE lane SET acknowledged = 0")
            try await wait(for: "the events to come again") {
                try await rig.broker.history().records.count >= Set(old.map(\.id)).count
            }
            try await rig.broker.send(old.suffix(300))
            try await rig.broker.send(new)
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load, in: rig.broker.history().fromFirstVersions())
        }
    }

    @Test("Topics made anew under a running reader, as long as before and longer, are read from their beginning")
    func replacedTopics() async throws {
        try await Rig.run(embeddedBroker: true) { rig in
            let load = Load(seed: 9, count: 1_600)
            let (old, new) = (load.sent[..<400], load.sent[400...])
            let posting = try rig.start()
            try await rig.broker.send(old)
            try await rig.settled(Set(old.map(\.id)).count)
            try await wait(for: "readiness") { await rig.isReady(posting) }
            // It must not see the topics while they are shorter than what it has read: that is noticed in another way.
            posting.process.signal(SIGSTOP)
            try await rig.broker.kill()
            try await rig.broker.start()
            try await rig.broker.send(new)
            posting.process.signal(SIGCONT)
            try await rig.settled(load.inputs.count)
            #expect(posting.process.log.contains("is not the one that was read before"))
        }
    }

    @Test("Told to stop while the broker is away, it ends in time with success")
    func terminationWithoutBroker() async throws {
        try await Rig.run(embeddedBroker: true) { rig in
            let load = Load(seed: 7, count: 400)
            let posting = try rig.start()
            try await rig.broker.send(load.sent)
            try await wait(for: "progress") { try await rig.journalled() > 0 }
            try await rig.broker.kill()
            posting.process.signal(SIGTERM)
            #expect(try await posting.process.ended(within: 10) == 0)
        }
    }
}
