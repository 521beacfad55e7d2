package import Crypto
package import PostgresClient

/// Seals the values of a column anew, under the newest key, that lie under older ones; a batch at a time, beside the running service.
///
/// What a value lies under stands in the value, so one that was interrupted begins anew and finds what is left. A row that somebody
/// writes or deletes just then is passed over: it waits for nobody, and nothing that was destroyed comes back. Who writes a row of the
/// batch waits for the batch; if its process stands still, until the server ends its transaction.
package struct Resealing {
    private let column: SealedColumn
    private let box: SecretBox
    private let connection: PostgresConnection
    private let batchRows: Int
    /// Up to where it has come.
    private var last: String?

    /// How many values were sealed anew.
    package private(set) var resealed = 0
    /// How many could not be opened, by reason.
    package private(set) var faults: [String: Int] = [:]

    /// - Parameters:
    ///   - box: with the newest key as its current one.
    ///   - connection: its search path starts with the service's schema.
    package init(_ column: SealedColumn, _ box: SecretBox, batchRows: Int = 200, on connection: PostgresConnection) {
        self.column = column
        self.box = box
        self.connection = connection
        self.batchRows = batchRows
    }

    /// Everything that is left.
    package mutating func run() async throws {
        // Between two batches lanes go first.
        while try await next() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// One batch, in a transaction of its own.
    ///
    /// - Returns: false when there was nothing left.
    package mutating func next() async throws -> Bool {
        let (column, box, last, limit) = (column, box, last, batchRows)
        let batch = try await connection.withTransaction { connection in
            let rows = try await connection.query(Self.older(column, than: box, after: last, limit: limit))
            let batch = try Batch(rows, column, box)
            if batch.count > 0 { _ = try await connection.execute(batch.statement(column)) }
            return batch
        }
        resealed += batch.count
        faults.merge(batch.faults, uniquingKeysWith: +)
        guard let end = batch.last else { return false }
        self.last = end
        return true
    }

    /// Locked until the transaction ends, without waiting: what is written is what was read.
    private static func older(_ column: SealedColumn, than box: SecretBox, after last: String?, limit: Int) -> SQL {
        let rest: SQL = if let last { "\(fragment: column.id) > \(last)" } else { "true" }
        return """
            SELECT \(fragment: column.id), \(identifier: column.column) FROM \(identifier: column.table)
            WHERE \(fragment: column.rows) AND \(fragment: column.header) <> \(box.header) AND \(fragment: rest)
            ORDER BY 1 LIMIT \(Int64(limit)) FOR NO KEY UPDATE SKIP LOCKED
            """
    }

    /// Rows as they were read, and what becomes of them.
    private struct Batch: Sendable {
        private var ids = BinaryArray(of: .text)
        private var values = BinaryArray(of: .bytea)
        private(set) var faults: [String: Int] = [:]
        private(set) var last: String?

        var count: Int { ids.count }

        init(_ rows: PostgresRows, _ column: SealedColumn, _ box: SecretBox) throws(PostgresError) {
            for row in rows {
                let (id, sealed): (String, [UInt8]) = (try row.get(0), try row.get(1))
                last = id
                do throws(CryptoError) {
                    let context = column.context(id)
                    values.append(bytes: try box.seal(try box.open(sealed, context: context), context: context))
                    ids.append(text: id)
                } catch {
                    faults[error.description, default: 0] += 1
                }
            }
        }

        func statement(_ column: SealedColumn) -> SQL {
            """
            UPDATE \(identifier: column.table) SET \(identifier: column.column) = fresh.row_value
            FROM unnest(\(ids), \(values)) AS fresh (row_id, row_value) WHERE \(fragment: column.id) = fresh.row_id
            """
        }
    }
}
