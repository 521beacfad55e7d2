import CLibpq

/// Takes the rows of a `COPY … FROM STDIN`; each write returns when the server's socket has them, so memory stays constant.
package struct CopyWriter {
    fileprivate let session: PostgresSession

    package func write(_ rows: BinaryCopyRows) throws(PostgresError) { try session.putCopyData(rows.checkedBytes()) }

    /// Bytes in the format that the command names, text unless it says otherwise; rows may be split anywhere.
    package func write(_ bytes: [UInt8]) throws(PostgresError) { try session.putCopyData(bytes) }
}

extension PostgresSession {
    /// Streams rows into a table. `command` is such as `COPY t (a, b) FROM STDIN (FORMAT binary)`. Gives the number of rows.
    /// When `produce` throws nothing is kept.
    @discardableResult
    package func copyIn(_ command: SQL, _ produce: (CopyWriter) throws -> Void) throws -> Int {
        try beginCopy(command, expecting: PGRES_COPY_IN)
        do { try produce(CopyWriter(session: self)) } catch {
            abandonCopyIn()
            throw error
        }
        return try endCopyIn()
    }

    /// Streams rows out of a table or query; `consume` gets each row's bytes in the format that the command names. Gives the number of rows.
    @discardableResult
    package func copyOut(_ command: SQL, _ consume: (Span<UInt8>) throws -> Void) throws -> Int {
        try beginCopy(command, expecting: PGRES_COPY_OUT)
        do {
            while try readCopyData(consume) {}
        } catch {
            abandonCopyOut()
            throw error
        }
        return try endCopy()
    }

    func beginCopy(_ command: SQL, expecting expected: ExecStatusType) throws(PostgresError) {
        guard command.parameters.count == 0 else {
            throw PostgresError(.misuse, "COPY takes no parameters: quote identifiers, select from a table")
        }
        let result = try perform { () throws(PostgresError) in
            var statement = Statement(command)
            statement.isCacheable = false
            try send(statement)
            guard let result = try nextResult() else { throw lost() }
            return result
        }
        copyOutHasEnded = false
        if result.status == expected {
            if expected == PGRES_COPY_IN, unsafe PQbinaryTuples(result.raw) == 1 {
                try putCopyData(BinaryCopyRows.header)
            }
            copyIsBinary = unsafe PQbinaryTuples(result.raw) == 1
            return
        }
        if let error = failure(of: result, statement: command.text), error.code != .misuse {
            while try nextResult() != nil {}
            throw error
        }
        isBroken = true
        throw PostgresError(.misuse, "not a COPY in this direction, so the connection was closed: \(command.text)")
    }

    func putCopyData(_ bytes: [UInt8]) throws(PostgresError) {
        guard !isBroken else { throw .closed }
        // Pieces bound how much libpq buffers.
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + Self.copyPieceByteCount, bytes.count)
            try put(bytes, offset..<end)
            try flush()
            offset = end
        }
    }

    private static let copyPieceByteCount = 1 << 18

    private func put(_ bytes: [UInt8], _ range: Range<Int>) throws(PostgresError) {
        while true {
            let queued = unsafe bytes.withUnsafeBytes {
                unsafe PQputCopyData(
                    raw, $0.baseAddress.map { unsafe ($0 + range.lowerBound).assumingMemoryBound(to: CChar.self) },
                    Int32(range.count))
            }
            if queued == 1 { return }
            guard queued == 0, try exchange() else { throw sendFailure() }
        }
    }

    func endCopyIn() throws(PostgresError) -> Int {
        if copyIsBinary { try putCopyData(BinaryCopyRows.trailer) }
        try putCopyEnd(nil)
        return try endCopy()
    }

    private func endCopy() throws(PostgresError) -> Int { try drain(statement: nil).affectedRows }

    private func putCopyEnd(_ reason: String?) throws(PostgresError) {
        while true {
            let queued = unsafe PQputCopyEnd(raw, reason)
            if queued == 1 { return try flush() }
            guard queued == 0, try exchange() else { throw sendFailure() }
        }
    }

    /// Makes the server forget the rows sent so far. Without effect when the COPY has ended already.
    func abandonCopyIn() {
        do throws(PostgresError) {
            while let result = try nextResult() {
                if result.status == PGRES_COPY_IN { try putCopyEnd("the client gave up") }
            }
        } catch { isBroken = true }
    }

    /// False at the end. `consume` gets one row, or the header or trailer of the binary format.
    func readCopyData(_ consume: (Span<UInt8>) throws -> Void) throws -> Bool {
        guard !isBroken else { throw PostgresError.closed }
        guard !copyOutHasEnded else { return false }
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let byteCount = unsafe PQgetCopyData(raw, &row, 1)
            defer { unsafe PQfreemem(row) }
            switch byteCount {
            case 1...:
                try consume(
                    unsafe UnsafeRawBufferPointer(start: row, count: Int(byteCount)).bindMemory(to: UInt8.self).span)
                return true
            case 0:
                guard try exchange() else { throw lost() }
            case -1:
                copyOutHasEnded = true
                return false
            default: throw sendFailure()
            }
        }
    }

    /// Stops the server and reads away what is still under way. Without effect when the COPY has ended already.
    func abandonCopyOut() {
        guard !isBroken, transactionState == .active else { return }
        if cancelReason == nil { requestCancel(.cancelled) }
        do {
            while let result = try nextResult() {
                guard result.status == PGRES_COPY_OUT else { continue }
                while try readCopyData({ _ in }) {}
            }
        } catch { isBroken = true }
    }

    func finishCopyOut() throws(PostgresError) -> Int { try endCopy() }
}
