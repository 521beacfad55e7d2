/// How to reach PostgreSQL and how every session there behaves.
package struct PostgresConfiguration: Sendable {
    /// libpq's own connection string, `key=value …` or a URI: host, port, user, password, dbname, sslmode and all the rest.
    package var connectionString: String
    /// Schemas searched, first one first. Empty leaves the role's own setting.
    package var searchPath: [String] = []
    package var applicationName: String?
    /// How long making a connection may take, per host; libpq counts in whole seconds, at least 2.
    package var connectTimeoutSeconds = 10
    /// The server cancels a statement that runs longer. 0 switches it off.
    package var statementTimeoutMs = 30_000
    /// The server ends a session that holds a transaction open without doing anything. 0 switches it off.
    package var idleInTransactionTimeoutMs = 60_000
    /// The server gives up waiting for a lock after so long. 0 waits for ever.
    package var lockTimeoutMs = 0
    /// After so long without a byte from the server the statement is cancelled, and if that is not answered within
    /// `cancelGraceMs` the connection is given up. 0 waits for ever.
    package var responseTimeoutMs = 60_000
    package var cancelGraceMs = 5_000
    /// Server settings for every session, such as `plan_cache_mode`.
    package var runtimeParameters: [String: String] = [:]
    /// Distinct texts kept prepared per connection; further ones are sent unprepared.
    package var preparedStatementsMax = 256

    /// Whether libpq can read the text; not whether anybody answers there.
    package static func canRead(_ connectionString: String) -> Bool {
        (try? ConnectionKeywords.parse(connectionString)) != nil
    }

    package init(_ connectionString: String) { self.connectionString = connectionString }

    /// The same with another search path.
    package func inSchema(_ schema: String) -> Self {
        var copy = self
        copy.searchPath = [schema]
        return copy
    }

    /// libpq's `options`: settings that hold from the first statement on and survive `RESET ALL`.
    var startupOptions: String {
        var settings = runtimeParameters
        settings["lock_timeout"] = "\(lockTimeoutMs)"
        settings["statement_timeout"] = "\(statementTimeoutMs)"
        settings["idle_in_transaction_session_timeout"] = "\(idleInTransactionTimeoutMs)"
        if !searchPath.isEmpty {
            settings["search_path"] = searchPath.map(SQL.quoted(identifier:)).joined(separator: ",")
        }
        return settings.sorted { $0.key < $1.key }.map { "-c " + Self.escapedOption("\($0.key)=\($0.value)") }.joined(
            separator: " ")
    }

    private static func escapedOption(_ option: String) -> String {
        option.reduce(into: "") { escaped, character in
            if character.isWhitespace || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without user, password or anything else that `connectionString` holds, except where it leads.
    package var description: String {
        "PostgreSQL at \(ConnectionKeywords.destination(of: connectionString)), search path \(searchPath)"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
