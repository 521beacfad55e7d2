import CLibpq
import PostgresClient
import TestKit
import Testing

@testable import Messaging

@Suite("A lane whose lock is held by a process that hangs")
struct SilentLockTests {
    /// A connection of an owner that was frozen halfway through sending a transaction: the server waits for the rest of the pipeline, and its
    /// limit for idle transactions does not count.
    @safe private final class FrozenOwner {
        private let raw: OpaquePointer?

        init(_ schema: PostgresConfiguration) {
            unsafe raw = PQconnectdb(
                "\(schema.connectionString) options='-c search_path=\(schema.searchPath[0]) -c idle_in_transaction_session_timeout=100'"
            )
        }

        deinit { unsafe PQfinish(raw) }

        func lock(lane: Int) -> Bool {
            unsafe PQstatus(raw) == CONNECTION_OK && PQenterPipelineMode(raw) == 1
                && PQsendQueryParams(raw, "BEGIN", 0, nil, nil, nil, nil, 0) == 1
                && PQsendQueryParams(
                    raw, "UPDATE lane SET epoch = epoch WHERE lane = \(lane)", 0, nil, nil, nil, nil, 0) == 1
                && PQsendFlushRequest(raw) == 1 && PQflush(raw) == 0 && isDone && isDone
        }

        /// Waits for the next statement's answer.
        private var isDone: Bool {
            let result = unsafe PQgetResult(raw)
            defer { unsafe PQclear(result) }
            return unsafe PQresultStatus(result) == PGRES_COMMAND_OK && PQgetResult(raw) == nil
        }

        /// Whether the server has ended its session.
        var isEnded: Bool {
            while unsafe PQconsumeInput(raw) == 1 {
                if unsafe PQisBusy(raw) == 1 { continue }
                guard let result = unsafe PQgetResult(raw) else { continue }
                defer { unsafe PQclear(result) }
                if unsafe PQresultStatus(result) == PGRES_FATAL_ERROR { return true }
            }
            return true
        }
    }

    @Test("It is ended once it has been silent for long enough, and not before; then the lane goes on")
    func frozen() async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 1)
            let frozen = FrozenOwner(schema)
            #expect(frozen.lock(lane: 0))
            var waiting = schema
            waiting.lockTimeoutMs = 200
            let session = try PostgresSession(connecting: waiting)
            let store = LaneStore(lane: 0, session: session, service: ServiceDefinition(name: "s", aggregates: []))
            let refused = #expect(throws: PostgresError.self) { try store.begin(LaneStore.Question()) }
            #expect(refused?.sqlState == .lockNotAvailable)
            try store.rollback()
            #expect(try !store.breakSilentLock())
            #expect(try store.breakSilentLock(silentForMs: 0))
            #expect(frozen.isEnded)
            #expect(try store.begin(LaneStore.Question()).epoch == 0)
            try store.rollback()
            #expect(try !store.breakSilentLock(silentForMs: 0))
            await connection.close()
        }
    }
}
