import ChaosCore
import EventContracts
import KafkaClient
import Kernel
import Messaging
import PostgresClient
import PostingDomain
import Runtime

/// Everything that a run left, read from where it lies. Nothing may write meanwhile.
func gatherEvidence(_ options: Options, _ installation: Installation) async throws -> Evidence {
    var evidence = Evidence()
    evidence.acknowledged = try lines(of: options.acknowledged).compactMap { Int($0) }
    try await TopicReader.with(installation) { reader in
        try await evidence.gatherInbound(reader)
        try await evidence.gatherPublished(reader)
    }
    let connection = try await PostgresConnection.connect(installation.database)
    do {
        try await connection.withTransaction(isolation: .repeatableRead) { connection in
            try await evidence.gatherJournal(connection)
            try await evidence.gatherEvents(connection)
            try await evidence.gatherRest(connection)
        }
    } catch {
        await connection.close()
        throw error.cause
    }
    await connection.close()
    return evidence
}

func lines(of path: String) throws(FileError) -> [Substring] {
    String(decoding: try readFile(path, bytesMax: 1 << 30), as: UTF8.self).split(separator: "\n")
}

extension PostgresTransactionError {
    /// What the transaction failed of.
    fileprivate var cause: any Error {
        if case .body(let error) = self { return error }
        return self
    }
}

extension Evidence {
    fileprivate mutating func gatherInbound(_ reader: TopicReader) async throws {
        endOffsets = try await reader.ends(of: Topics.postingCommands)
        var found: [Int: [Inbound]] = [:]
        try await reader.read(Topics.postingCommands, to: endOffsets) { lane, message, batch in
            let id = batch.text(batch.header(named: "ce_id", of: message)?.value)
            found[lane, default: []].append(Inbound(id: id, key: batch.text(message.key)))
        }
        inbound = found
    }

    fileprivate mutating func gatherPublished(_ reader: TopicReader) async throws {
        var found: [Int: [Published]] = [:]
        let ends = try await reader.ends(of: Topics.postingEvents)
        try await reader.read(Topics.postingEvents, to: ends) { lane, message, batch in
            found[lane, default: []].append(Published(message, batch))
        }
        published = found
    }

    fileprivate mutating func gatherJournal(_ connection: PostgresConnection) async throws {
        var found: [Int: [Journalled]] = [:]
        let query: SQL =
            "SELECT lane, position, input_id, key, outcome, recorded_at, body FROM journal ORDER BY lane, position"
        try await forEachRow(of: query, connection) { row in
            found[Int(try row.get(0, Int32.self)), default: []].append(
                Journalled(
                    position: try row.get(1), id: plain(try row.get(2)), account: account(try row.get(3)),
                    isApplied: try row.get(4, Int16.self) == 1, recordedAt: try row.get(5, Timestamp.self).instant,
                    posting: posting(try row.get(6))))
        }
        journal = found
    }

    fileprivate mutating func gatherEvents(_ connection: PostgresConnection) async throws {
        var found: [Int: [Event]] = [:]
        let query: SQL = "SELECT lane, number, key, version, cause, payload FROM event ORDER BY lane, number"
        try await forEachRow(of: query, connection) { row in
            found[Int(try row.get(0, Int32.self)), default: []].append(
                Event(
                    number: try row.get(1), account: account(try row.get(2)), version: try row.get(3),
                    cause: plain(try row.get(4)), payload: Fingerprint(try row.get(5))))
        }
        events = found
    }

    fileprivate mutating func gatherRest(_ connection: PostgresConnection) async throws {
        for row in try await connection.query("SELECT lane, next_position, next_number, acknowledged FROM lane") {
            lanes[Int(try row.get(0, Int32.self))] = Lane(
                nextPosition: try row.get(1), nextNumber: try row.get(2), acknowledged: try row.get(3))
        }
        for row in try await connection.query(
            "SELECT key, version, (convert_from(state, 'UTF8')::jsonb ->> 'balance')::bigint FROM aggregate")
        {
            accounts[account(try row.get(0))] = Stored(version: try row.get(1), balanceFen: try row.get(2))
        }
        for row in try await connection.query("SELECT input_id FROM parked ORDER BY number") {
            parked.append(plain(try row.get(0)))
        }
        // Known is an input by the first half of its id's SHA-256.
        for row in try await connection.query(
            """
            SELECT input_id FROM journal WHERE NOT EXISTS (SELECT FROM known_input
                WHERE key = input_key(input_id))
            """)
        { forgotten.append(plain(try row.get(0))) }
        nextOffsets = try await readNextOffsets(connection)
    }

    private func forEachRow(of query: SQL, _ connection: PostgresConnection, _ body: (PostgresRow) throws -> Void)
        async throws
    {
        _ = try await connection.query("DECLARE found NO SCROLL CURSOR FOR \(fragment: query)", prepared: false)
        while case let rows = try await connection.query("FETCH 20000 FROM found", prepared: false), !rows.isEmpty {
            for row in rows { try body(row) }
        }
        _ = try await connection.query("CLOSE found", prepared: false)
    }
}

extension Evidence.Published {
    fileprivate init(_ message: MessageBatch.Message, _ batch: MessageBatch) {
        let key = batch.text(message.key), payload = Array(batch.bytes[message.value ?? 0..<0])
        // Each part behind its length, so that no two records give the same bytes.
        var whole = Array("\(key.utf8.count) \(payload.count) ".utf8) + Array(key.utf8) + payload
        for header in batch.headers[message.headers] {
            let name = batch.bytes[header.name], value = header.value.map { batch.bytes[$0] }
            whole += Array("\(name.count) \(value?.count ?? -1) ".utf8) + name + (value ?? [])
        }
        self.init(
            id: batch.text(batch.header(named: "ce_id", of: message)?.value), key: key, payload: Fingerprint(payload),
            whole: Fingerprint(whole), timestampMs: message.timestampMs)
    }
}

/// An input's id without the source that all of them have.
private func plain(_ inputID: String) -> String {
    let prefix = ChaosLoad.source + " "
    return inputID.hasPrefix(prefix) ? String(inputID.dropFirst(prefix.count)) : inputID
}

private func account(_ key: String) -> String {
    let prefix = Account.kind + "/"
    return key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : key
}

private func posting(_ body: [UInt8]) -> Account.Posting? {
    guard let message = try? PostingWire.PostAmountV1(json: body) else { return nil }
    return Account.Posting(
        orderID: message.orderId, amount: message.amount, direction: message.kind == .debit ? .debit : .credit,
        at: message.at)
}
