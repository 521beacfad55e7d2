import CLibpq

/// The sole owner of a `PGconn`.
@safe struct ConnectionHandle: ~Copyable {
    let raw: OpaquePointer

    /// Connects, blocking for at most `connectTimeoutSeconds` per host.
    init(connecting configuration: PostgresConfiguration) throws(PostgresError) {
        guard let connection = unsafe PQconnectdb(try Self.connectionString(for: configuration)) else {
            throw PostgresError(.connectFailed, "out of memory for a connection")
        }
        guard unsafe PQstatus(connection) == CONNECTION_OK else {
            let error = unsafe PostgresError(connecting: connection)
            unsafe PQfinish(connection)
            throw error
        }
        unsafe PQsetNoticeReceiver(connection, ignoreNotice, nil)
        unsafe PQsetnonblocking(connection, 1)
        unsafe raw = connection
    }

    deinit { unsafe PQfinish(raw) }

    private static func connectionString(for configuration: PostgresConfiguration) throws(PostgresError) -> String {
        var keywords = try ConnectionKeywords.parse(configuration.connectionString)
        keywords["options"] = [keywords["options"], configuration.startupOptions].compactMap(\.self).joined(
            separator: " ")
        keywords["client_encoding"] = "UTF8"
        keywords["connect_timeout"] = keywords["connect_timeout"] ?? "\(configuration.connectTimeoutSeconds)"
        if let name = configuration.applicationName { keywords["application_name"] = name }
        return keywords.map { "\($0.key)='\(escaped($0.value))'" }.joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { escaped, character in
            if character == "'" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}

// Without a receiver of our own libpq prints notices to standard error.
private nonisolated func ignoreNotice(_ context: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {}
