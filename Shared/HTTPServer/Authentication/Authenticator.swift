/// Finds out who asks.
package protocol Authenticator: Sendable {
    /// - Returns: `nil` when the request carries no credential of a kind this authenticator knows.
    /// - Throws: `Problem` 401 for a credential that is not valid, 503 when that cannot be found out now.
    func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal?
}

/// For servers whose every route is open to anyone, or checks credentials of its own kind.
package struct NoAuthentication: Authenticator {
    package init() {}

    package func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? { nil }
}
