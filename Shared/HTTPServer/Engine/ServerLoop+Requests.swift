internal import CMicrohttpd
internal import Observability

// The life of one request: head, body, handler, answer.
extension ServerLoop {
    /// The head has arrived.
    func begin(_ exchange: Exchange, method: String) -> MHD_Result {
        let client = exchange.client
        client.enter(.body, nowNs: nowNs, timeoutMs: configuration.bodyTimeoutMs)
        let headers = headers(of: client)
        let method = HTTPMethod(rawValue: method)
        let target = RequestTarget(exchange.rawTarget)
        exchange.request = HTTPRequest(
            method: method, target: target ?? .root, headers: headers, remoteAddress: client.remoteAddress)
        if let problem = FramingRules.violation(headers) { return queue(.problem(problem), for: exchange, closing: true) }
        exchange.bodyBytesMax = configuration.bodyBytesMax
        exchange.outcome =
            if let target {
                outcome(method, target, exchange)
            } else if method == .options, exchange.rawTarget == "*" {
                .answer(.noContent())
            } else {
                .answer(.problem(.badRequest("The request's target must be a path with valid percent escapes.")))
            }
        if let announced = FramingRules.announcedBytes(headers), announced > exchange.bodyBytesMax {
            return queue(.problem(.payloadTooLarge(maxBytes: exchange.bodyBytesMax)), for: exchange, closing: true)
        }
        return .YES
    }

    private func outcome(_ method: HTTPMethod, _ target: RequestTarget, _ exchange: Exchange) -> Exchange.Outcome {
        switch application.router.match(method, target.segments) {
        case .route(let route, let parameters):
            exchange.request?.pathParameters = parameters
            exchange.request?.route = route.template
            exchange.request?.operationID = route.operation.id
            exchange.bodyBytesMax = route.operation.bodyBytesMax ?? configuration.bodyBytesMax
            return .route(route)
        case .otherMethods(let allowed) where method == .options:
            return .answer(.noContent(headers: ["Allow": allowed.map(\.rawValue).joined(separator: ", ")]))
        case .otherMethods(let allowed):
            return .answer(.problem(.methodNotAllowed(allowed: allowed)))
        case .nothing:
            return .answer(.problem(.notFound("There is nothing at this address.")))
        }
    }

    private func headers(of client: ClientConnection) -> HTTPHeaders {
        var headers = HTTPHeaders()
        unsafe withUnsafeMutablePointer(to: &headers) { headers in
            _ = unsafe MHD_get_connection_values_n(client.raw, .HEADER_KIND, collectHeader, headers)
        }
        return headers
    }

    /// A piece of the body has arrived. What is too much is thrown away, so that the client gets to read its answer.
    func receive(_ bytes: UnsafeRawBufferPointer, for exchange: Exchange) {
        if exchange.isTooLarge { return }
        if exchange.body.count + bytes.count > exchange.bodyBytesMax {
            exchange.isTooLarge = true
            exchange.body = []
        } else {
            unsafe exchange.body.append(contentsOf: bytes)
        }
    }

    /// The body is whole, or the connection runs again after a pause.
    func proceed(_ exchange: Exchange) -> MHD_Result {
        if let reply = exchange.reply { return queue(reply, for: exchange) }
        if exchange.isTooLarge {
            return queue(.problem(.payloadTooLarge(maxBytes: exchange.bodyBytesMax)), for: exchange, closing: true)
        }
        switch exchange.outcome {
        case .answer(let response): return queue(response, for: exchange)
        case .route(let route): return handle(exchange, route)
        case nil: return .NO
        }
    }

    private func handle(_ exchange: Exchange, _ route: Router.Route) -> MHD_Result {
        guard load.enter() else {
            return queue(.problem(.unavailable("The service is busy; try again.")), for: exchange)
        }
        guard var request = exchange.request else { return .NO }
        request.body = exchange.body
        exchange.client.enter(.handler, nowNs: nowNs, timeoutMs: configuration.handlerTimeoutMs)
        unsafe MHD_suspend_connection(exchange.client.raw)
        exchange.task = Task(executorPreference: executor) { [application, request] in
            let response = await application.respond(request, route)
            self.finish(exchange, response)
        }
        return .YES
    }

    /// The handler has answered; the task runs on the loop, as everything it was called from.
    private func finish(_ exchange: Exchange, _ response: HTTPResponse) {
        load.leave()
        guard !exchange.isAbandoned else { return }
        exchange.task = nil
        exchange.reply = response
        resume(exchange.client)
    }

    /// The answer was sent, or the connection is gone.
    func complete(_ client: ClientConnection, wasAborted: Bool) {
        guard let exchange = client.exchange else { return }
        client.exchange = nil
        exchange.stream?.close()
        client.hasAnswered = true
        client.enter(.head, nowNs: nowNs, timeoutMs: configuration.keepAliveTimeoutMs)
        guard let observer = application.observer else { return }
        if let record = exchange.record(endNs: clock.monotonicNanoseconds(), wasAborted: wasAborted) { observer.requestCompleted(record) }
    }
}
