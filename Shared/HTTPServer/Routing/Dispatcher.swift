internal import Crypto

/// What a server serves: routes, who may call them, who is told.
package struct Application: Sendable {
    package var router: Router
    package var authenticator: any Authenticator
    /// Outermost first.
    package var middleware: [Middleware]
    package var observer: (any RequestObserver)?

    package init(
        router: Router, authenticator: any Authenticator, middleware: [Middleware] = [],
        observer: (any RequestObserver)? = nil
    ) {
        self.router = router
        self.authenticator = authenticator
        self.middleware = middleware
        self.observer = observer
    }
}

extension Application {
    /// Answers a request whose route was found: credential, access, proof, declared parameters, described body, handler.
    /// - Parameter identified: is told who asks, for the record of the request.
    func respond(_ request: HTTPRequest, _ route: Router.Route, identified: (Principal?) -> Void) async -> HTTPResponse
    {
        do {
            var request = request
            request.principal = try await principal(of: request, route.operation.access)
            identified(request.principal)
            try route.operation.access.check(request.principal)
            try route.operation.proof?(request)
            try route.checkParameters(of: request)
            try route.operation.checkMediaType(of: request)
            request.idempotencyKey = try IdempotencyKey.read(request.headers, route.operation.idempotencyKey)
            request.json = try route.checkedBody(of: request)
            return try await wrapped(route.handler)(request)
        } catch let error as any ProblemConvertible {
            return .problem(error.problem)
        } catch {
            return failure(error, request)
        }
    }

    /// Where no credential is needed, one that is not valid, or cannot be checked now, is as good as none.
    private func principal(of request: HTTPRequest, _ access: Access) async throws(Problem) -> Principal? {
        do {
            return try await authenticator.authenticate(request.headers)
        } catch  where access == .anyone {
            return nil
        }
    }

    private func wrapped(_ handler: @escaping Handler) -> Handler {
        middleware.reversed().reduce(handler) { next, layer in { request in try await layer(request, next) } }
    }

    private func failure(_ error: any Error, _ request: HTTPRequest) -> HTTPResponse {
        let errorID = (try? SystemRandom().bytes(8)).map(Hex.encode) ?? "unknown"
        observer?.requestFailed(error, errorID: errorID, request: request)
        var problem = Problem(
            status: 500, "The service failed to answer. Repeating the request may help; if not, report the errorId.")
        problem.errorID = errorID
        return .problem(problem)
    }
}
