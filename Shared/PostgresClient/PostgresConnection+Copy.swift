import CLibpq

/// Takes the rows of an asynchronous `COPY … FROM STDIN`.
package struct AsyncCopyWriter: Sendable {
    fileprivate let connection: PostgresConnection

    /// Returns when the server's socket has the rows.
    package func write(_ rows: BinaryCopyRows) async throws(PostgresError) {
        try await connection.putCopyData(rows.checkedBytes())
    }

    /// Bytes in the format that the command names; rows may be split anywhere.
    package func write(_ bytes: [UInt8]) async throws(PostgresError) { try await connection.putCopyData(bytes) }
}

extension PostgresConnection {
    /// Streams rows into a table in constant memory; see ``PostgresSession/copyIn(_:_:)``.
    @discardableResult
    package nonisolated func copyIn(_ command: SQL, _ produce: (AsyncCopyWriter) async throws -> Void) async throws
        -> Int
    {
        try await beginCopyIn(command)
        do {
            try await produce(AsyncCopyWriter(connection: self))
            return try await endCopyIn()
        } catch {
            await abandonCopyIn()
            throw error
        }
    }

    /// Streams rows out in constant memory: `consume` gets whole rows, about `chunkByteCount` bytes at a time. Gives the number of rows.
    @discardableResult
    package nonisolated func copyOut(
        _ command: SQL, chunkByteCount: Int = 65_536, _ consume: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        try await beginCopyOut(command)
        do {
            while let chunk = try await readCopyChunk(chunkByteCount) { try await consume(chunk) }
            return try await finishCopyOut()
        } catch {
            await abandonCopyOut()
            throw error
        }
    }

    private func beginCopyIn(_ command: SQL) async throws(PostgresError) {
        try await enclosed { session throws(PostgresError) in try session.beginCopy(command, expecting: PGRES_COPY_IN) }
    }

    private func beginCopyOut(_ command: SQL) async throws(PostgresError) {
        try await enclosed { session throws(PostgresError) in try session.beginCopy(command, expecting: PGRES_COPY_OUT)
        }
    }

    fileprivate func putCopyData(_ bytes: [UInt8]) async throws(PostgresError) {
        try await enclosed { session throws(PostgresError) in try session.putCopyData(bytes) }
    }

    private func endCopyIn() async throws(PostgresError) -> Int {
        try await enclosed { session throws(PostgresError) in try session.endCopyIn() }
    }

    private func readCopyChunk(_ byteCount: Int) async throws -> [UInt8]? {
        let chunk = try await enclosed { session throws(PostgresError) in
            Result { () throws -> [UInt8] in
                var chunk: [UInt8] = []
                while chunk.count < byteCount, try session.readCopyData({ chunk.appendSpan($0) }) {}
                return chunk
            }
        }.get()
        return chunk.isEmpty ? nil : chunk
    }

    private func finishCopyOut() async throws(PostgresError) -> Int {
        try await enclosed { session throws(PostgresError) in try session.finishCopyOut() }
    }

    private func abandonCopyIn() { withOpenSession { $0.abandonCopyIn() } }

    private func abandonCopyOut() { withOpenSession { $0.abandonCopyOut() } }
}
