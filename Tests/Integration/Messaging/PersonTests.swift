import EventContracts
import Kernel
import Messaging
import Observability
import PostgresClient
import Synchronization
import TestKit
import Testing

@Suite("What is stored about persons")
struct PersonTests {
    private static let phone = "13812345678", mail = "wei@example.com", name = "魏小姐", note = "calls at night"
    private static let needles = [phone, mail, name, note]

    private func account(_ id: String, phone: String? = phone) -> [UInt8] {
        AccountsWire.AccountChangedV1(
            accountId: id, name: Self.name, roles: [.buyer], verification: .none, isClosed: false,
            at: Instant(microseconds: 0), email: Self.mail, phone: phone
        ).json()
    }

    private func seen(_ machine: Machine, _ id: String, _ tag: String) async throws -> String {
        let result = try await machine.submit(Contact.self, id: id, .rung(false), inputID: tag)
        return String(decoding: result.representation, as: UTF8.self)
    }

    @Test(
        "Nothing personal lies in clear in any table: not in the journal, states, timers, messages, effects, answers or parked rows"
    )
    func sealed() async throws {
        let service = Contact.service { _ in throw RingFailure() }
        try await withMachine(service) { harness, machine, driver in
            try await driver.post("a1", account: "A-1", body: account("A-1"), type: AccountsWire.AccountChangedV1.type)
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 1) == 1)
            let key = Idempotency(account: "A-1", key: "k1", digest: [1])
            _ = try await machine.submit(
                Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), idempotency: key, inputID: "c1")
            _ = try await machine.submit(
                Contact.self, id: "A-1",
                .noteLater(Personal(Self.note, of: "A-1"), at: harness.clock.now() + .days(3)), inputID: "c2")
            _ = try await machine.submit(Contact.self, id: "A-1", .ring, inputID: "c3")
            // A payload that breaks the contract, one that is no JSON, and one without a type.
            let broken = String(decoding: account("A-2"), as: UTF8.self).replacing("\"none\"", with: "7")
            try await driver.post(
                "a2", account: "A-2", body: Array(broken.utf8), type: AccountsWire.AccountChangedV1.type)
            try await driver.post(
                "a3", account: "A-3", body: Array("\(Self.phone) \(Self.mail)".utf8),
                type: AccountsWire.AccountChangedV1.type)
            try await driver.post("a4", account: "A-4", body: account("A-4"), type: "")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            #expect(try await driver.number("SELECT count(*) FROM effect WHERE attempt > 1", becomes: 1) == 1)
            #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 1) == 1)
            #expect(try await ClearText.places(of: Self.needles, on: driver.database) == [])
            // And it is there: the aggregate sees it, the repeated command gets its answer.
            #expect(try await seen(machine, "A-1", "c4") == #"["魏小姐","13812345678","calls at night"]"#)
            let again = try await machine.submit(
                Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), idempotency: key, inputID: "c5")
            #expect(String(decoding: again.representation, as: UTF8.self) == #"["魏小姐","13812345678","calls at night"]"#)
        }
    }

    @Test("An internal message waits sealed, and arrives readable")
    func handedOn() async throws {
        try await withMachine(Contact.service()) { _, machine, driver in
            _ = try await machine.submit(
                Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), inputID: "c1")
            // Whichever lane it lies in: one of the two is not the sender's.
            for other in ["B-1", "B-2", "B-3", "B-4"] {
                _ = try await machine.submit(Contact.self, id: "A-1", .copy(to: other), inputID: "to \(other)")
            }
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 4", becomes: 4) == 4)
            #expect(try await seen(machine, "B-3", "c2") == #"[null,null,"calls at night"]"#)
            #expect(try await ClearText.places(of: Self.needles, on: driver.database) == [])
        }
    }

    @Test("The tombstone of an account forgets its person everywhere, and nobody else; what comes later is known again")
    func forgotten() async throws {
        let rung = Mutex<[String?]>([])
        let service = Contact.service { phone in
            rung.withLock { $0.append(phone) }
            return true
        }
        try await withMachine(service) { harness, machine, driver in
            for id in ["A-1", "A-2"] {
                try await driver.post(
                    "a\(id)", account: id, body: account(id), type: AccountsWire.AccountChangedV1.type)
                #expect(
                    try await driver.number("SELECT count(*) FROM aggregate WHERE key = \("contact/\(id)")", becomes: 1)
                        == 1)
                _ = try await machine.submit(
                    Contact.self, id: id, .noteLater(Personal(Self.note, of: id), at: harness.clock.now() + .days(30)),
                    inputID: "later \(id)")
            }
            try await driver.bury("A-1")
            #expect(try await driver.number("SELECT count(*) FROM person_key WHERE account = 'A-1'", becomes: 0) == 0)
            #expect(try await seen(machine, "A-1", "c1") == "[null,null]")
            #expect(try await seen(machine, "A-2", "c2") == #"["魏小姐","13812345678"]"#)
            _ = try await machine.submit(Contact.self, id: "A-1", .ring, inputID: "c3")
            _ = try await machine.submit(Contact.self, id: "A-2", .ring, inputID: "c4")
            #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
            #expect(Set(rung.withLock { $0 }) == [nil, Self.phone])
            // The timer comes, with nothing in it.
            harness.clock.advance(by: .days(31))
            #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 0) == 0)
            #expect(try await seen(machine, "A-1", "c5") == "[null,null,null]")
            #expect(try await seen(machine, "A-2", "c6") == #"["魏小姐","13812345678","calls at night"]"#)
            // The same account once more: a new person as far as anybody knows.
            try await driver.post(
                "a9", account: "A-1", body: account("A-1", phone: "13900000000"),
                type: AccountsWire.AccountChangedV1.type)
            #expect(try await driver.number("SELECT count(*) FROM person_key WHERE account = 'A-1'", becomes: 1) == 1)
            #expect(try await seen(machine, "A-1", "c7") == #"["魏小姐","13900000000",null]"#)
        }
    }

    @Test("Facts, tombstone and facts again in one batch: what came before is forgotten, what came after is not")
    func oneBatch() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let machine = try harness.machine(service: Contact.service())
            let driver = try await MachineDriver(harness, machine)
            let type = AccountsWire.AccountChangedV1.type
            try await driver.post("a1", account: "A-1", body: account("A-1"), type: type)
            try await driver.bury("A-1")
            try await driver.post("a2", account: "A-1", body: account("A-1", phone: "13900000000"), type: type)
            async let running: Void = machine.run()
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 1", becomes: 3) == 3)
            #expect(try await seen(machine, "A-1", "c1") == #"["魏小姐","13900000000"]"#)
            #expect(try await driver.number("SELECT count(*) FROM person_key", becomes: 1) == 1)
            machine.stop()
            await running
            await driver.close()
        }
    }

    @Test("A parked message with personal data is sealed, and is read again when it is retried")
    func parked() async throws {
        try await withMachine(Contact.service()) { _, machine, driver in
            // Behind another one that cannot be read: its line waits.
            let type = AccountsWire.AccountChangedV1.type
            try await driver.post("a1", account: "A-1", body: Array("{".utf8), type: type)
            try await driver.post("a2", account: "A-1", body: account("A-1"), type: type)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 2) == 2)
            #expect(try await ClearText.places(of: Self.needles, on: driver.database) == [])
            _ = try await driver.database.execute("UPDATE parked SET state = 3 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await seen(machine, "A-1", "c1") == #"["魏小姐","13812345678"]"#)
        }
    }

    @Test("Keys that this instance cannot open park what needs them, with the reason; the rest goes on")
    func lockedKeys() async throws {
        try await withMachine(Contact.service()) { _, machine, driver in
            _ = try await machine.submit(
                Contact.self, id: "A-1", .note(Personal(Self.note, of: "A-1")), inputID: "c1")
            _ = try await driver.database.execute("UPDATE person_key SET key = '\\x01023939'")
            _ = try await driver.database.execute("UPDATE person_generation SET number = number + 1")
            await #expect(throws: CommandError.self) { try await seen(machine, "A-1", "c2") }
            #expect(try await seen(machine, "A-2", "c3") == "[null,null]")
            try await driver.post(
                "a1", account: "A-1", body: account("A-1"), type: AccountsWire.AccountChangedV1.type)
            #expect(
                try await driver.number(
                    "SELECT count(*) FROM parked WHERE reason LIKE '%sealed with key ''99''%'", becomes: 1) == 1)
            #expect(try await ClearText.places(of: Self.needles, on: driver.database) == [])
            // With the key back, what was parked is applied: nothing of it was lost.
            _ = try await driver.database.execute("DELETE FROM person_key WHERE account = 'A-1'")
            _ = try await driver.database.execute("UPDATE person_generation SET number = number + 1")
            _ = try await driver.database.execute("UPDATE parked SET state = 2")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await seen(machine, "A-1", "c4") == #"["魏小姐","13812345678",null]"#)
        }
    }

    @Test(
        "A tombstone that waits in a line forgets at once, and once; what the account is later is not forgotten with it"
    )
    func parkedTombstone() async throws {
        try await withMachine(Contact.service(forgetting: true)) { _, machine, driver in
            let type = AccountsWire.AccountChangedV1.type
            try await driver.post("a1", account: "A-1", body: account("A-1"), type: type)
            #expect(try await driver.number("SELECT count(*) FROM aggregate", becomes: 1) == 1)
            try await driver.post("a2", account: "A-1", body: Array("{".utf8), type: type)
            try await driver.bury("A-1")
            #expect(try await driver.number("SELECT count(*) FROM person_key WHERE account = 'A-1'", becomes: 0) == 0)
            try await driver.post("a3", account: "A-1", body: account("A-1", phone: "13900000000"), type: type)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            #expect(try await seen(machine, "A-1", "c1") == "[null,null]")
            // The first fails again at each retry; what waits behind it is not touched by that.
            _ = try await driver.database.execute("UPDATE parked SET state = 2 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked WHERE attempts > 1", becomes: 1) == 1)
            _ = try await driver.database.execute("UPDATE parked SET state = 3 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await seen(machine, "A-1", "c2") == #"["魏小姐","13900000000","forgotten"]"#)
        }
    }

    @Test("A record without a payload and with an empty key forgets nobody, and is parked with what is wrong")
    func emptyKey() async throws {
        try await withMachine(Contact.service()) { _, machine, driver in
            try await driver.post("a1", account: "A-1", body: Array("{".utf8), type: AccountsWire.AccountChangedV1.type)
            #expect(try await driver.number("SELECT count(*) FROM person_key WHERE account = ''", becomes: 1) == 1)
            try await driver.bury("")
            #expect(
                try await driver.number(
                    "SELECT count(*) FROM parked WHERE reason LIKE '%account is empty%'", becomes: 1)
                    == 1)
            #expect(try await driver.number("SELECT count(*) FROM person_key WHERE account = ''", becomes: 1) == 1)
        }
    }
}

private struct RingFailure: Error {}
