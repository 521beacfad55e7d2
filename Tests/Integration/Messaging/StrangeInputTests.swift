import EventContracts
import KafkaClient
import Kernel
import Messaging
import Observability
import PostgresClient
import Testing

/// A record on the commands topic that no program of ours would write.
struct StrangeRecord: Sendable, CustomTestStringConvertible {
    let name: String
    /// In the reason for which it is parked.
    let named: String
    var headers = Self.good
    var key: [UInt8]? = Array("A-1".utf8)
    var value: [UInt8] = Array("[]".utf8)

    var testDescription: String { name }

    static let good: [(String, [UInt8])] = [
        ("ce_specversion", "1.0"), ("ce_id", "strange"), ("ce_source", "/test"),
        ("ce_type", PostingWire.PostAmountV1.type), ("ce_time", "2026-11-21T08:00:00Z"),
    ].map { ($0.0, Array($0.1.utf8)) }

    static func with(_ header: String, _ text: String, named: String? = nil) -> StrangeRecord {
        var headers = good
        headers.removeAll { $0.0 == header }
        headers.append((header, Array(text.utf8)))
        return StrangeRecord(name: "\(header) '\(text.prefix(12))'", named: named ?? header, headers: headers)
    }

    static func without(_ header: String) -> StrangeRecord {
        StrangeRecord(name: "no \(header)", named: header, headers: good.filter { $0.0 != header })
    }

    static func twice(_ header: String) -> StrangeRecord {
        StrangeRecord(name: "\(header) twice", named: header, headers: good + good.filter { $0.0 == header })
    }

    /// With a header under a name that is nearly its own.
    static func misspelt(_ header: String, as name: String) -> StrangeRecord {
        StrangeRecord(
            name: "\(name) for \(header)", named: header, headers: good.map { ($0.0 == header ? name : $0.0, $0.1) })
    }

    /// What is right but for its key.
    static func with(key: String?, of account: String = "A-1") -> StrangeRecord {
        let posting = PostingWire.PostAmountV1(
            accountId: account, orderId: "O-1", amount: Money(fen: 5), currency: .cny, kind: .credit,
            at: Instant(microseconds: 0))
        return StrangeRecord(
            name: "key \(key ?? "missing") of \(account)'s", named: "key is not its /accountId",
            key: key.map { Array($0.utf8) },
            value: posting.json())
    }

    static let all: [StrangeRecord] =
        ["ce_id", "ce_source"].map { with($0, "a\u{0}b") } + [with("traceparent", "a\u{0}b")]
        + ["ce_id", "ce_source"].map { with($0, String(repeating: "x", count: 6_000)) }
        + ["ce_id", "ce_source", "ce_time", "ce_type", "ce_specversion"].flatMap {
            [without($0), twice($0), with($0, " ")]
        }
        + [
            with("ce_specversion", "0.3"), with("ce_time", "yesterday"),
            with("ce_time", "2099-01-01T00:00:00Z"),
            with("content-type", "application/cloudevents+json", named: "content-type"),
            StrangeRecord(name: "no headers", named: "ce_", headers: []),
            StrangeRecord(name: "a key of 6,000 bytes", named: "schema", key: Array(repeating: 65, count: 6_000)),
            StrangeRecord(name: "a key with U+0000", named: "schema", key: [65, 0, 66]),
            StrangeRecord(name: "a key that is no text", named: "schema", key: [0xFF, 0xFE]),
            StrangeRecord(name: "no key", named: "schema", key: nil),
            with(key: nil), with(key: ""), with(key: "A-2"), with(key: "a-1"),
            // The sign of the unit Kelvin, which Unicode takes for the letter.
            with(key: "\u{212A}-1", of: "K-1"), misspelt("ce_type", as: "CE_TYPE"),
            misspelt("ce_type", as: "ce-type"),
        ]
}

@Suite("No record stops a partition")
struct StrangeInputTests {
    @Test(
        "It is parked with a reason that names what is wrong; what comes after it goes on", arguments: StrangeRecord.all
    )
    func parked(_ record: StrangeRecord) async throws {
        try await withMachine { harness, _, driver in
            // To the partition of the good message behind it.
            let partition = Int32(KeyHash.partition(of: "A-7", among: MachineHarness.laneCount))
            var batch = RecordBatch()
            batch.append(partition: partition, key: record.key?.span, value: record.value.span)
            for (name, value) in record.headers { batch.addHeader(Array(name.utf8).span, value.span) }
            try await driver.producer.send(batch, to: harness.commands)
            try await driver.post("good", account: "A-7", fen: 7)
            #expect(try await driver.published(1).map(\.balance) == [7])
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 1) == 1)
            let rows = try await driver.database.query("SELECT reason FROM parked")
            let reason = try #require(rows.first).get(0, String.self)
            #expect(reason.contains(record.named), "\(reason)")
        }
    }

    @Test("A record with another's key holds up nobody: neither those of its key nor those of its member")
    func foreignKey() async throws {
        try await withMachine { harness, _, driver in
            let record = StrangeRecord.with(key: "A-2")
            for place in ["1", "2"] {
                var batch = RecordBatch()
                batch.append(key: record.key?.span, value: record.value.span)
                for (name, value) in record.headers {
                    batch.addHeader(Array(name.utf8).span, (name == "ce_id" ? value + place.utf8 : value).span)
                }
                try await driver.producer.send(batch, to: harness.commands)
            }
            try await driver.post("right of A-2", account: "A-2", fen: 7)
            try await driver.post("right of A-1", account: "A-1", fen: 5)
            #expect(try await Set(driver.published(2).map(\.balance)) == [5, 7])
            #expect(
                try await driver.number("SELECT count(DISTINCT key) FROM parked WHERE key = source", becomes: 2) == 2)
            // Tried again, they stay where they are.
            _ = try await driver.database.execute("UPDATE parked SET state = 2")
            let again: SQL = "SELECT count(DISTINCT key) FROM parked WHERE key = source AND attempts = 2"
            #expect(try await driver.number(again, becomes: 2) == 2)
            try await driver.post("more of A-2", account: "A-2", fen: 1)
            #expect(try await driver.published(1).map(\.balance) == [8])
        }
    }

    @Test("What cannot be known again is never applied by itself, however often it is tried")
    func unknowable() async throws {
        try await withMachine { harness, _, driver in
            let message = PostingWire.PostAmountV1(
                accountId: "A-1", orderId: "O-1", amount: Money(fen: 5), currency: .cny, kind: .credit,
                at: Instant(microseconds: 0))
            var batch = RecordBatch()
            let payload = message.json()
            batch.append(key: Array("A-1".utf8).span, value: payload.span)
            for (name, value) in StrangeRecord.good where name != "ce_id" {
                batch.addHeader(Array(name.utf8).span, value.span)
            }
            try await driver.producer.send(batch, to: harness.commands)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 1) == 1)
            _ = try await driver.database.execute("UPDATE parked SET state = 2")
            #expect(
                try await driver.number("SELECT count(*) FROM parked WHERE attempts = 2 AND state = 1", becomes: 1) == 1
            )
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 0) == 0)
        }
    }

    @Test("A message is known by its source and id, whatever else differs, and by nothing less")
    func identity() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("1", account: "A-1", fen: 1)
            try await driver.post("1", account: "A-1", fen: 1, time: "2026-11-20T08:00:00.001Z")
            try await driver.post("1", account: "A-1", fen: 1, time: "2025-01-01T00:00:00Z")
            try await driver.post("b 1", account: "A-1", fen: 10, source: "/a")
            try await driver.post("1", account: "A-1", fen: 100, source: "/a b")
            try await driver.post("last", account: "A-1", fen: 500)
            #expect(try await driver.published(4).map(\.balance) == [1, 11, 111, 611])
        }
    }

    @Test(
        "A type that no contract knows is skipped, however near it is, and counted",
        arguments: ["marketplace.posting.Post-Amount.v1", "marketplace.posting.post-amount.v2"])
    func unknownType(type: String) async throws {
        try await withMachine { harness, _, driver in
            try await driver.post("1", account: "A-1", fen: 1, type: type)
            try await driver.post("2", account: "A-1", fen: 2)
            #expect(try await driver.published(1).map(\.balance) == [2])
            #expect(harness.metrics.exposition().contains("\nmachine_messages_unknown_type_total 1\n"))
        }
    }

    @Test("A record without a payload is what its topic says of one, whatever headers it has; once for each record")
    func tombstone() async throws {
        try await withMachine { harness, _, driver in
            try await driver.post("1", account: "A-1", fen: 10)
            for headers in [[], StrangeRecord.good] {
                var batch = RecordBatch()
                batch.append(key: Array("A-1".utf8).span, value: nil)
                for (name, value) in headers { batch.addHeader(Array(name.utf8).span, value.span) }
                try await driver.producer.send(batch, to: harness.commands)
            }
            #expect(try await driver.published(3).map(\.balance) == [10, 5, 0])
        }
    }
}
