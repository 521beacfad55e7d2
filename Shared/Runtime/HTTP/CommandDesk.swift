internal import Crypto
package import HTTPServer
package import Kernel
package import Messaging
internal import Observability

/// Takes commands from HTTP to the machine: the request's Idempotency-Key, its trace, and errors as clients see them.
package struct CommandDesk: Sendable {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Has an aggregate decide what the request asks, and returns once it is committed.
    ///
    /// - Throws: `Rejection` if a rule forbids it; `Problem` if it could not be decided.
    package func submit<D: Decider>(_: D.Type, id: String, _ input: D.Input, from request: HTTPRequest) async throws
        -> CommandResult
    {
        let inputID = Hex.encode(try SystemRandom().bytes(16))
        do {
            return try await machine.submit(
                D.self, id: id, input, idempotency: try idempotency(of: request), inputID: inputID,
                trace: trace(of: request))
        } catch let error as CommandError {
            throw error.problem ?? error
        }
    }

    /// That of the request's span if it is recorded, else what the caller sent.
    private func trace(of request: HTTPRequest) -> String {
        if machine.isTraced, let span = DiagnosticContext.current.trace, span.isSampled { return span.traceparent }
        return request.traceContext?.traceparent ?? ""
    }

    private func idempotency(of request: HTTPRequest) throws -> Idempotency? {
        guard let key = request.idempotencyKey else { return nil }
        let asked = Array("\(request.method.rawValue) \(request.target.raw)\n".utf8) + request.body
        return Idempotency(account: try request.authenticatedPrincipal().key, key: key, digest: Digest.sha256(asked))
    }

    /// An id for what the request makes: a repeat with the same Idempotency-Key makes the same.
    ///
    /// - Throws: `Problem` 400 without an Idempotency-Key.
    package static func newID(_ prefix: String, from request: HTTPRequest) throws -> String {
        guard let key = request.idempotencyKey else {
            throw Problem.badRequest(
                "Send an Idempotency-Key, so that a repeated request is recognised.", field: "Idempotency-Key")
        }
        return prefix
            + Hex.encode(Array(Digest.sha256(CompositeKey.of(try request.authenticatedPrincipal().key, key)).prefix(8)))
    }
}

extension Principal {
    /// Who asks: no two accounts or sub-accounts share one.
    package var key: String { subAccount.map { CompositeKey.of(account, $0) } ?? CompositeKey.of(account) }
}

extension CommandError {
    /// nil for a fault of the service, which is nobody else's business.
    fileprivate var problem: Problem? {
        switch self {
        case .idempotencyConflict:
            .unprocessable(
                "The Idempotency-Key was used for another request: take a new one.", type: "idempotency-conflict")
        case .blocked:
            Problem(
                status: 503, type: "waiting-for-operator",
                "An earlier step of this thing waits for an operator: try again later.",
                headers: ["Retry-After": "60"])
        case .undecidable: nil
        case .unavailable(let why): .unavailable("\(why).")
        case .outcomeUnknown:
            .unavailable("It is not known whether this was done: repeat the request with the same Idempotency-Key.")
        }
    }
}
