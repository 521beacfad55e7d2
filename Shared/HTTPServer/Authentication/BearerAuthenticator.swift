package import Crypto
internal import Observability
internal import Synchronization

/// Accepts JSON Web Tokens of one issuer as bearer tokens.
///
/// Claims: `sub` is the account; `sub_account`, `roles`, `policies` and `vendor` are optional.
package final class BearerAuthenticator: Authenticator {
    /// Fetches the issuer's key set: from a file, or from its JWKS address.
    package typealias KeySource = @Sendable () async throws -> [UInt8]
    /// Is told about each key that cannot be used, once.
    package typealias RefusalReport = @Sendable (JSONWebKeySet.Refusal) -> Void

    private struct State {
        var keys: JSONWebKeySet?
        var loadedAtSeconds = Int64.min
        /// Also of attempts that failed, so that a broken source is not asked for each request.
        var triedAtSeconds = Int64.min
        var fetch: Task<JSONWebKeySet?, Never>?
        /// Why the last attempt brought none.
        var failure = "the key set has not been read yet"
        var reported: Set<JSONWebKeySet.Refusal> = []
    }

    private let verifier: TokenVerifier
    private let source: KeySource
    private let report: RefusalReport
    private let nowSeconds: @Sendable () -> Int64
    private let refreshSeconds: Int64
    private let retrySeconds: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - nowSeconds: seconds since 1970-01-01 UTC.
    ///   - refreshSeconds: how old the keys may get before they are fetched again.
    ///   - retrySeconds: how long to wait between fetches, whatever tokens arrive; so unknown key ids cannot make us flood the issuer.
    package init(
        verifier: TokenVerifier, nowSeconds: @escaping @Sendable () -> Int64, refreshSeconds: Int64 = 60,
        retrySeconds: Int64 = 5, report: @escaping RefusalReport = { _ in }, keys source: @escaping KeySource
    ) {
        self.verifier = verifier
        self.nowSeconds = nowSeconds
        self.source = source
        self.report = report
        self.refreshSeconds = refreshSeconds
        self.retrySeconds = retrySeconds
    }

    package func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? {
        guard let token = try Self.token(headers) else { return nil }
        let now = nowSeconds()
        guard let keys = await keys(now, refreshing: false) else {
            throw .unavailable("Tokens cannot be checked now; try again.", retryAfterSeconds: Int(retrySeconds))
        }
        do {
            return try principal(verifier.verify(token, keys: keys, nowSeconds: now))
        } catch let error where error.code == .unknownKey {
            return try await authenticateAfterRotation(token, now)
        } catch {
            throw .unauthenticated(error.message, invalidToken: true)
        }
    }

    /// The issuer may sign with a key that is newer than our copy of its set.
    private func authenticateAfterRotation(_ token: String, _ now: Int64) async throws(Problem) -> Principal {
        guard let keys = await keys(now, refreshing: true) else {
            throw .unavailable("Tokens cannot be checked now; try again.")
        }
        do {
            return try principal(verifier.verify(token, keys: keys, nowSeconds: now))
        } catch {
            throw .unauthenticated(error.message, invalidToken: true)
        }
    }

    /// - Returns: `nil` without an `Authorization` header, or with one of another scheme.
    private static func token(_ headers: HTTPHeaders) throws(Problem) -> String? {
        let values = headers.values("Authorization")
        guard let value = values.first else { return nil }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard let scheme = parts.first, String(scheme).equalsIgnoringASCIICase("Bearer") else { return nil }
        guard values.count == 1, parts.count == 2 else {
            throw .unauthenticated("Send one Authorization header: Bearer, a space and the token.", invalidToken: true)
        }
        return String(parts[1])
    }

    private func principal(_ claims: Claims) throws(CryptoError) -> Principal {
        guard let account = try id("sub", claims) else {
            throw CryptoError(.malformed, "The token lacks 'sub', the account.")
        }
        return Principal(
            account: account, subAccount: try id("sub_account", claims),
            roles: Set(try words("roles", claims).map(Role.init(rawValue:))),
            policies: Set(try words("policies", claims)), vendor: try id("vendor", claims))
    }

    /// What ids become goes into keys and rows, so an issuer's slip must end here.
    private func id(_ name: String, _ claims: Claims) throws(CryptoError) -> String? {
        guard let text = claims.string(name) else { return nil }
        guard Identifier.isWellFormed(text) else {
            throw CryptoError(.malformed, "The token's '\(name)' must be an id: \(Identifier.shape).")
        }
        return text
    }

    private func words(_ name: String, _ claims: Claims) throws(CryptoError) -> [String] {
        let words = claims.strings(name) ?? []
        guard words.count <= 100,
            words.allSatisfy({ (1...128).contains($0.utf8.count) && $0.utf8.allSatisfy(isVisible) })
        else {
            throw CryptoError(
                .malformed, "The token's '\(name)' must be at most 100 words of 1 to 128 visible ASCII characters.")
        }
        return words
    }

    private func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    /// Why nobody can be let in; nil if there are keys at hand. Fetches them if that is due.
    package func keyFailure() async -> String? {
        if await keys(nowSeconds(), refreshing: false) != nil { return nil }
        return state.withLock { $0.failure }
    }

    /// The keys at hand, fetched first when that is due: whoever lacks a key waits for it, the others go on with what there is.
    private func keys(_ now: Int64, refreshing: Bool) async -> JSONWebKeySet? {
        let (known, fetch) = state.withLock { state -> (JSONWebKeySet?, Task<JSONWebKeySet?, Never>?) in
            let isStale = state.keys == nil || refreshing || now >= state.loadedAtSeconds.addingClamped(refreshSeconds)
            if isStale, state.fetch == nil, now >= state.triedAtSeconds.addingClamped(retrySeconds) {
                state.triedAtSeconds = now
                state.fetch = Task { await self.fetch(now) }
            }
            return (state.keys, state.fetch)
        }
        guard known == nil || refreshing, let fetch else { return known }
        return await fetch.value ?? known
    }

    private func fetch(_ now: Int64) async -> JSONWebKeySet? {
        // A source that fails, or answers nonsense, leaves the keys of last time in use.
        let outcome: Result<JSONWebKeySet, any Error>
        do { outcome = .success(try JSONWebKeySet(json: try await source())) } catch { outcome = .failure(error) }
        let (fetched, unreported) = state.withLock { state -> (JSONWebKeySet?, [JSONWebKeySet.Refusal]) in
            state.fetch = nil
            switch outcome {
            case .failure(let error):
                state.failure = "the key set cannot be used: \(loggable(error).description)"
                return (nil, [])
            case .success(let keys):
                state.keys = keys
                state.loadedAtSeconds = now
                return (keys, keys.refusals.filter { state.reported.insert($0).inserted })
            }
        }
        for refusal in unreported { report(refusal) }
        return fetched
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
