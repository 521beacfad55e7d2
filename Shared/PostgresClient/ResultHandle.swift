import CLibpq

/// The sole owner of a `PGresult`. libpq never changes one once it was handed out, so any thread may read it.
@safe final class ResultHandle: @unchecked Sendable {
    let raw: OpaquePointer

    init(_ raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe PQclear(raw) }

    var status: ExecStatusType { unsafe PQresultStatus(raw) }

    /// Such as `INSERT 0 5` or `COMMIT`.
    var commandTag: String { unsafe PQcmdStatus(raw).map { unsafe String(cString: $0) } ?? "" }

    var affectedRows: Int { unsafe PQcmdTuples(raw).flatMap { unsafe Int(String(cString: $0)) } ?? 0 }
}

extension PostgresError {
    init(_ result: ResultHandle) {
        func field(_ code: shim_diagnostic) -> String? {
            unsafe PQresultErrorField(result.raw, Int32(code.rawValue)).map { unsafe String(cString: $0) }
        }
        let sqlState = field(SHIM_DIAG_SQLSTATE).map(SQLState.init(rawValue:))
        // libpq makes up an error without SQLSTATE when the connection breaks under a statement.
        self.init(sqlState == nil ? .connectionLost : .server, field(SHIM_DIAG_MESSAGE) ?? "no message from the server")
        self.sqlState = sqlState
        severity = field(SHIM_DIAG_SEVERITY)
        detail = field(SHIM_DIAG_DETAIL)
        hint = field(SHIM_DIAG_HINT)
        constraint = field(SHIM_DIAG_CONSTRAINT)
        position = field(SHIM_DIAG_POSITION).flatMap { Int($0) }
        table = field(SHIM_DIAG_TABLE)
        column = field(SHIM_DIAG_COLUMN)
    }

    /// Why a connection could not be made. libpq names host, port, user and database there, never the password.
    init(connecting connection: OpaquePointer) {
        self.init(.connectFailed, unsafe PostgresError.lastMessage(of: connection))
    }

    static func lastMessage(of connection: OpaquePointer) -> String {
        let message = unsafe PQerrorMessage(connection).map { unsafe String(cString: $0) } ?? ""
        return message.isEmpty ? "the connection is gone" : message.split(separator: "\n").joined(separator: " ")
    }
}
