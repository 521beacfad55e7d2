import KafkaClient
import Testing

@Suite("Records on their way through a broker", .serialized)
struct RoundTripTests {
    @Test("headers keep their order, duplicates and null values", arguments: TestBroker.all)
    func headers(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 1)
        var template = HeaderTemplate()
        template.addConstant("content-type", "application/json")
        let id = template.addField("id"), unused = template.addField("unused"), nothing = template.addField("nothing")
        template.addConstant("last", "")
        var batch = RecordBatch(headers: template)
        batch.append(key: bytes("k").span, value: bytes("v").span, timestampMs: 1_700_000_000_123)
        batch.setHeader(id, to: bytes("e-1").span)
        batch.setHeader(nothing, to: nil)
        batch.addHeader("id", "again")
        batch.addHeader("id", nil)
        batch.append(key: nil, value: bytes("plain").span)
        batch.setHeader(unused, to: bytes("used").span)

        let read = try await broker.roundTrip(batch, topic)

        #expect(
            read.headers[0] == [
                Header("content-type", "application/json"), Header("id", "e-1"), Header("nothing", nil),
                Header("last", ""),
                Header("id", "again"), Header("id", nil),
            ])
        #expect(
            read.headers[1] == [
                Header("content-type", "application/json"), Header("unused", "used"), Header("last", ""),
            ])
        #expect(read.batch.messages[0].timestampMs == 1_700_000_000_123)
        #expect(read.batch.messages[0].timestampType == .createTime)
        #expect(read.batch.header(named: "id", of: read.batch.messages[0])?.value.map { read.text($0) } == "e-1")
        #expect(read.batch.header(named: "id", of: read.batch.messages[1]) == nil)
    }

    /// Only where a broker takes such a record: Apache Kafka refuses what lies more than an hour ahead.
    @Test("a time that no calendar holds is none")
    func timestamps() async throws {
        let broker = TestBroker.mock
        let topic = try await broker.makeTopic(partitions: 1)
        var batch = RecordBatch()
        for timestampMs in [1, 253_402_300_799_999, 253_402_300_800_000, .max] as [Int64] {
            batch.append(key: nil, value: nil, timestampMs: timestampMs)
            // Each in a batch of its own: within one they are written relative to the first.
            let sent = batch
            try await broker.withProducer { try await $0.send(sent, to: topic) }
            batch = RecordBatch()
        }
        try await broker.withConsumer { consumer in
            try await consumer.assign([TopicPartition(topic, 0): .beginning])
            var times: [Int64?] = []
            for _ in 0..<300 where times.count < 4 {
                guard case .messages(let batch) = try await consumer.next(max: 10, timeoutMs: 100) else { continue }
                times += batch.messages.indices.map(batch.timestampMs(of:))
            }
            #expect(times == [1, 253_402_300_799_999, nil, nil])
        }
    }

    @Test("a NULL key or value is not an empty one", arguments: TestBroker.all)
    func nulls(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 1)
        var batch = RecordBatch()
        batch.append(key: nil, value: nil)
        let empty: [UInt8] = []
        batch.append(key: empty.span, value: empty.span)
        batch.append(key: bytes("k").span, value: nil)

        let read = try await broker.roundTrip(batch, topic).batch

        #expect(read.messages.map { $0.key?.count } == [nil, 0, 1])
        #expect(read.messages.map { $0.value?.count } == [nil, 0, nil])
        #expect(read.messages.allSatisfy { $0.headers.isEmpty })
    }

    @Test("10,000 records are acknowledged as one batch and read in order", arguments: TestBroker.all)
    func manyRecords(_ broker: TestBroker) async throws {
        let topic = try await broker.makeTopic(partitions: 4)
        var batch = RecordBatch()
        for i in 0..<10_000 {
            batch.append(partition: Int32(i % 4), key: bytes("key-\(i % 100)").span, value: bytes("\(i)").span)
        }

        let read = try await broker.roundTrip(batch, topic, partitions: 4)

        var next = [0, 1, 2, 3]
        for (message, text) in zip(read.all, read.values) {
            #expect(text == "\(next[Int(message)])")
            next[Int(message)] += 4
        }
        #expect(next == [10_000, 10_001, 10_002, 10_003])
    }
}
