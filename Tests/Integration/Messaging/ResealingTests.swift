import Crypto
import EventContracts
import Kernel
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("Encryption keys are changed while services run")
struct ResealingTests {
    private static let note = "calls at night"
    private static let keys = ["old": [UInt8](repeating: 1, count: 32), "newer": [UInt8](repeating: 2, count: 32)]

    /// With the keys of these ids, the first of which is the newest.
    private func box(_ ids: String...) throws -> SecretBox {
        try SecretBox(keys: Self.keys.filter { ids.contains($0.key) }, current: ids[0])
    }

    private func withInstance(
        _ harness: MachineHarness, _ box: SecretBox, _ body: (Machine) async throws -> Void
    ) async throws {
        let machine = try harness.machine(service: Contact.service(), keyring: PersonKeyring(box))
        async let running: Void = machine.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(machine)) } catch { outcome = .failure(error) }
        machine.stop()
        await running
        try outcome.get()
    }

    private func seen(_ machine: Machine, _ id: String, _ tag: String) async throws -> String {
        let result = try await machine.submit(Contact.self, id: id, .rung(false), inputID: tag)
        return String(decoding: result.representation, as: UTF8.self)
    }

    @Test("A service reads persons before their keys are sealed anew, after that, and without the old key")
    func rotation() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let database = try await PostgresConnection.connect(schema)
            let both = try box("newer", "old")
            let text = #"[null,null,"\#(Self.note)"]"#
            try await withInstance(harness, try box("old")) { machine in
                _ = try await machine.submit(
                    Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), inputID: "c1")
                _ = try await machine.submit(
                    Contact.self, id: "A-2", .note(Personal(Self.note, of: "A-2")), inputID: "c2")
            }
            try await withInstance(harness, both) { machine in
                #expect(try await seen(machine, "A-1", "c3") == text)
                var resealing = Resealing(SealedColumn.ofMachine[0], both, on: database)
                try await resealing.run()
                #expect(resealing.resealed == 2)
                #expect(try await seen(machine, "A-1", "c4") == text)
                // Whose key this instance does not have in memory.
                #expect(try await seen(machine, "A-2", "c5") == text)
            }
            try await withInstance(harness, try box("newer")) { machine in
                for id in ["A-1", "A-2"] {
                    let said = try await seen(machine, id, "last \(id)")
                    #expect(said == text)
                }
            }
            await database.close()
        }
    }

    @Test("A service that could not read a person for want of the old key reads it once it is sealed anew")
    func mended() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let database = try await PostgresConnection.connect(schema)
            try await withInstance(harness, try box("old")) { machine in
                _ = try await machine.submit(
                    Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), inputID: "c1")
            }
            try await withInstance(harness, try box("newer")) { machine in
                let driver = try await MachineDriver(harness, machine)
                let changed = AccountsWire.AccountChangedV1(
                    accountId: "A-1", name: "Wei", roles: [.buyer], verification: .none, isClosed: false,
                    at: Instant(microseconds: 0))
                try await driver.post(
                    "a1", account: "A-1", body: changed.json(), type: AccountsWire.AccountChangedV1.type)
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 1) == 1)
                var resealing = Resealing(SealedColumn.ofMachine[0], try box("newer", "old"), on: database)
                try await resealing.run()
                _ = try await database.execute("UPDATE parked SET state = 2")
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
                #expect(try await seen(machine, "A-1", "c3") == #"["Wei",null,"\#(Self.note)"]"#)
                await driver.close()
            }
            await database.close()
        }
    }
}
