import DomainTestKit
import Glibc
import Messaging
import PostgresClient
import Testing

@Suite("A process that dies leaves nothing undone and does nothing twice")
struct CrashTests {
    /// An effect's crash has a test among those of the machine: postings ask nothing of the outside.
    static let places = CrashPoints.Place.allCases.filter { $0 != .afterEffectCall }

    @Test("Death at a place where it hurts", arguments: places)
    func crashPoint(_ place: CrashPoints.Place) async throws {
        try await Rig.run { rig in
            let load = Load(seed: 1, count: 2_000)
            var chunks = load.chunks(of: 120)[...]
            let victim = try rig.start(crashAt: "\(place.rawValue):\(place == .onAssign ? 1 : 4)")
            var sent = 0
            while let chunk = chunks.popFirst() {
                try await rig.broker.send(chunk)
                sent += chunk.count
                let inputs = Set(load.sent[..<sent].map(\.id)).count
                try await wait(for: "death or progress") {
                    if victim.process.exitStatus != nil { return true }
                    guard try await rig.journalled() == inputs else { return false }
                    return try await rig.isAllPublished()
                }
                if victim.process.exitStatus != nil { break }
            }
            #expect(victim.process.exitStatus == -SIGKILL, "it never came to \(place.rawValue)")
            let heir = try rig.start()
            for chunk in chunks { try await rig.broker.send(chunk) }
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load)
            heir.process.signal(SIGTERM)
            #expect(try await heir.process.ended(within: 10) == 0)
        }
    }

    @Test("Death at random moments, again and again")
    func randomKills() async throws {
        try await Rig.run { rig in
            let load = Load(seed: 2, count: 3_000)
            var random = SeededGenerator(seed: 3)
            for part in load.chunks(of: load.sent.count / 3 + 1) {
                let posting = try rig.start()
                let before = try await rig.journalled()
                async let sending: Void = rig.broker.send(part)
                let moment = before + .random(in: 1..<Int64(part.count / 2), using: &random)
                try await wait(for: "\(moment) inputs") { try await rig.journalled() >= moment }
                posting.process.signal(SIGKILL)
                try await sending
                _ = try await posting.process.ended(within: 5)
            }
            let heir = try rig.start()
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load)
            _ = heir
        }
    }

    @Test("Told to stop under load, it ends in time with success, and the next one does the rest")
    func termination() async throws {
        try await Rig.run { rig in
            let load = Load(seed: 4, count: 3_000)
            let first = try rig.start()
            async let sending: Void = rig.broker.send(load.sent)
            try await wait(for: "some progress") { try await rig.journalled() > 100 }
            first.process.signal(SIGTERM)
            try await sending
            #expect(try await first.process.ended(within: 10) == 0)
            let next = try rig.start()
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load)
            _ = next
        }
    }
}
