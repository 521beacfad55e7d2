import Glibc
import PostgresClient
import Testing

@Suite("Instances share the lanes and take over from each other")
struct TakeOverTests {
    @Test("One of two dies; the other takes its lanes; it comes back; one sleeps past its session and wakes fenced")
    func takeOver() async throws {
        try await Rig.run { rig in
            let load = Load(seed: 8, count: 2_400)
            let parts = load.chunks(of: load.sent.count / 3 + 1)
            func inputs(_ count: Int) -> Int { Set(parts[..<count].joined().map(\.id)).count }

            let one = try rig.start(instance: "one"), two = try rig.start(instance: "two")
            try await rig.owners(["posting-one", "posting-two"])
            try await rig.broker.send(parts[0].prefix(400))
            try await wait(for: "progress") { try await rig.journalled() > 100 }
            one.process.signal(SIGKILL)
            try await rig.broker.send(parts[0].dropFirst(400))
            try await rig.settled(inputs(1))
            try await rig.owners(["posting-two"])

            let again = try rig.start(instance: "one")
            try await rig.owners(["posting-one", "posting-two"])
            try await rig.broker.send(parts[1].prefix(400))
            two.process.signal(SIGSTOP)
            try await rig.broker.send(parts[1].dropFirst(400))
            try await rig.settled(inputs(2))
            try await rig.owners(["posting-one"])
            let events = try await rig.number("SELECT count(*) FROM event")
            two.process.signal(SIGCONT)
            try await rig.owners(["posting-one", "posting-two"])
            #expect(try await rig.number("SELECT count(*) FROM event") == events)

            try await rig.broker.send(parts[2])
            try await rig.settled(load.inputs.count)
            try await rig.expectExactlyOnce(load)
            for posting in [again, two] {
                posting.process.signal(SIGTERM)
                #expect(try await posting.process.ended(within: 10) == 0)
            }
        }
    }
}

extension Rig {
    /// Waits until exactly these own lanes.
    func owners(_ expected: Set<String>) async throws {
        try await wait(for: "the lanes to belong to \(expected)") {
            var owners: Set<String> = []
            for row in try await database.query("SELECT owner FROM lane") { owners.insert(try row.get(0)) }
            return owners == expected
        }
    }
}
