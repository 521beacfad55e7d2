import CLibpq

/// The answer to one statement: its rows, in the server's binary form until a value is asked for.
package struct PostgresRows: Sendable {
    let result: ResultHandle
    private let rowCount: Int

    init(_ result: ResultHandle) {
        self.result = result
        rowCount = unsafe Int(PQntuples(result.raw))
    }

    /// What the server says it did, such as `INSERT 0 5` or `COMMIT`; a failed transaction answers `COMMIT` with `ROLLBACK`.
    package var commandTag: String { result.commandTag }

    /// How many rows the statement changed or returned.
    package var affectedRows: Int { result.affectedRows }

    package var columnCount: Int { unsafe Int(PQnfields(result.raw)) }

    package func columnName(_ column: Int) -> String {
        unsafe PQfname(result.raw, Int32(column)).map { unsafe String(cString: $0) } ?? ""
    }

    /// Where the column called exactly `name` stands; look it up once for many rows.
    package func column(_ name: String) throws(PostgresError) -> Int {
        for column in 0..<columnCount where columnName(column) == name { return column }
        throw PostgresError(
            .decoding,
            "no column \"\(name)\" in the answer; there are: \((0..<columnCount).map(columnName).joined(separator: ", "))"
        )
    }

    /// The bytes of a value where libpq keeps them, for the length of the call; `nil` for NULL.
    @inline(__always)
    package func withBytes<R>(row: Int, column: Int, _ body: (Span<UInt8>) -> R) -> R? {
        unsafe withRawBytes(row: row, column: column) { unsafe body($0.bindMemory(to: UInt8.self).span) }
    }

    @inline(__always)
    private func withRawBytes<R>(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R? {
        guard row >= 0, row < rowCount, unsafe PQgetisnull(result.raw, Int32(row), Int32(column)) == 0 else {
            return nil
        }
        let length = unsafe Int(PQgetlength(result.raw, Int32(row), Int32(column)))
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(result.raw, Int32(row), Int32(column)), count: length)
        return unsafe body(bytes)
    }

    func get<Value: PostgresDecodable>(row: Int, column: Int, _ type: Value.Type) throws(PostgresError) -> Value {
        guard column >= 0, column < columnCount else {
            throw PostgresError(.decoding, "no column \(column) in the answer; there are \(columnCount)")
        }
        let stored = unsafe PostgresType(rawValue: PQftype(result.raw, Int32(column)))
        let decoded = unsafe withRawBytes(row: row, column: column) { unsafe Value.decode($0.bytes, type: stored) }
        switch decoded {
        case .some(.some(let value)): return value
        case .some(.none):
            throw PostgresError(
                .decoding,
                "column \"\(columnName(column))\" is \(stored) and cannot be read as \(Value.self); cast it in the statement or read another type"
            )
        case .none:
            guard let value = Value.valueForNull else {
                throw PostgresError(
                    .decoding, "column \"\(columnName(column))\" is NULL; read \(Value.self)? if that is legal")
            }
            return value
        }
    }
}

extension PostgresRows: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { rowCount }
    package subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < rowCount, "row \(position) of \(rowCount)")
        return PostgresRow(rows: self, position: position)
    }
}

/// One row of an answer.
package struct PostgresRow: Sendable {
    let rows: PostgresRows
    let position: Int

    /// The value of the column called exactly `name`. Fails, naming column and types, when it is not a `Value`; NULL needs an optional one.
    package func get<Value: PostgresDecodable>(_ name: String, _ type: Value.Type = Value.self) throws(PostgresError)
        -> Value
    {
        try rows.get(row: position, column: rows.column(name), type)
    }

    /// The same by position, counted from 0.
    package func get<Value: PostgresDecodable>(_ column: Int, _ type: Value.Type = Value.self) throws(PostgresError)
        -> Value
    {
        try rows.get(row: position, column: column, type)
    }

    // What hot paths read, without the detour over a generic type: as `get`, by position.
    package func int64(_ column: Int) throws(PostgresError) -> Int64 { try get(column) }
    package func int16(_ column: Int) throws(PostgresError) -> Int16 { try get(column) }
    package func place(_ column: Int) throws(PostgresError) -> RowPlace { try get(column) }
    package func bytes(_ column: Int) throws(PostgresError) -> [UInt8] { try get(column) }

    /// The bytes of a `bytea` or `text` column without a copy, for the length of the call; `nil` for NULL.
    package func withBytes<R>(_ column: Int, _ body: (Span<UInt8>) -> R) -> R? {
        rows.withBytes(row: position, column: column, body)
    }
}
