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
        if let problem = FramingRules.violation(headers) {
            return queue(.problem(problem), for: exchange, closing: true)
        }
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
        if case .route(let route) = exchange.outcome, route.operation.streamsBody {
            return beginStream(exchange, route)
        }
        return .YES
    }

    private func outcome(_ method: HTTPMethod, _ target: RequestTarget, _ exchange: Exchange) -> Exchange.Outcome {
        switch application.router.match(method, target.segments) {
        case .route(let route, let parameters):
            exchange.request?.pathParameters = parameters
            exchange.request?.route = route.template
            exchange.request?.operationID = route.operation.id
            exchange.bodyBytesMax =
                route.operation.bodyBytesMax ?? (route.operation.streamsBody ? .max : configuration.bodyBytesMax)
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
        exchange.receivedBytes += bytes.count
        if exchange.receivedBytes > exchange.bodyBytesMax {
            exchange.isTooLarge = true
            exchange.body = []
            exchange.reader?.close()
        } else if let reader = exchange.reader {
            unsafe stream(bytes, to: reader, exchange)
        } else {
            unsafe exchange.body.append(contentsOf: bytes)
        }
    }

    /// The body is whole, or the connection runs again after a pause.
    func proceed(_ exchange: Exchange) -> MHD_Result {
        if exchange.isTooLarge {
            return queue(.problem(.payloadTooLarge(maxBytes: exchange.bodyBytesMax)), for: exchange, closing: true)
        }
        if let reply = exchange.reply { return queue(reply, for: exchange) }
        switch exchange.outcome {
        case .answer(let response): return queue(response, for: exchange)
        case .route(let route): return exchange.reader == nil ? handle(exchange, route) : endStream(exchange, route)
        case nil: return .NO
        }
    }

    private func handle(_ exchange: Exchange, _ route: Router.Route) -> MHD_Result {
        guard load.enter() else {
            return queue(.problem(.unavailable("The service is busy; try again.")), for: exchange)
        }
        exchange.request?.body = exchange.body
        awaitAnswer(exchange, route)
        start(exchange, route)
        return .YES
    }

    /// The connection sleeps until the handler has answered.
    func awaitAnswer(_ exchange: Exchange, _ route: Router.Route) {
        exchange.client.enter(
            .handler, nowNs: nowNs, timeoutMs: route.operation.handlerTimeoutMs ?? configuration.handlerTimeoutMs)
        suspend(exchange)
    }

    func start(_ exchange: Exchange, _ route: Router.Route) {
        guard let request = exchange.request else { return }
        exchange.task = Task(executorPreference: executor) { [application, request] in
            let response = await application.respond(request, route) { exchange.account = $0?.account }
            self.finish(exchange, response)
        }
    }

    /// The handler has answered; the task runs on the loop, as everything it was called from.
    private func finish(_ exchange: Exchange, _ response: HTTPResponse) {
        load.leave()
        guard !exchange.isAbandoned else { return }
        exchange.task = nil
        exchange.reply = response
        resume(exchange)
    }

    /// The answer was sent, or the connection is gone.
    func complete(_ client: ClientConnection, wasAborted: Bool) {
        guard let exchange = client.exchange else { return }
        client.exchange = nil
        exchange.stream?.close()
        if exchange.task != nil, exchange.reader != nil {
            // The client went away while its body was being taken: nobody is left to answer.
            exchange.isAbandoned = true
            exchange.task?.cancel()
        }
        exchange.reader?.close()
        // The reader wakes its exchange, so the two hold each other.
        exchange.reader = nil
        exchange.request?.bodyStream = nil
        client.hasAnswered = true
        client.enter(.head, nowNs: nowNs, timeoutMs: configuration.keepAliveTimeoutMs)
        guard let observer = application.observer else { return }
        if let record = exchange.record(endNs: clock.monotonicNanoseconds(), wasAborted: wasAborted) {
            observer.requestCompleted(record)
        }
    }
}
