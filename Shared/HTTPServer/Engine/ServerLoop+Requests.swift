internal import CMicrohttpd
internal import Observability

// The life of one request: head, body, handler, answer.
extension ServerLoop {
    /// The head has arrived.
    func begin(_ exchange: Exchange, method: String, version: String, _ head: ReceivedHead) -> MHD_Result {
        let client = exchange.client
        client.enter(.body, nowNs: nowNs, timeoutMs: configuration.bodyTimeoutMs)
        let headers = head.headers
        let method = HTTPMethod(rawValue: method)
        let target = Result(catching: { () throws(Problem) in try RequestTarget(exchange.rawTarget) })
        exchange.request = HTTPRequest(
            method: method, target: (try? target.get()) ?? .root, headers: headers,
            remoteAddress: client.remoteAddress)
        let isStrict = head.isStrict && !exchange.rawTarget.utf8.contains(UInt8(ascii: " "))
        if let problem = FramingRules.violation(headers, version: version, isStrict: isStrict) {
            return refuse(exchange, problem)
        }
        exchange.bodyBytesMax = configuration.bodyBytesMax
        exchange.outcome =
            switch target {
            case .success(let target): outcome(method, target, exchange)
            case .failure where method == .options && exchange.rawTarget == "*": .answer(.noContent())
            case .failure(let problem): .answer(.problem(problem))
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

    /// Answers a head behind which nothing can be trusted, and ends the connection. Not by libmicrohttpd: of some faults it has begun
    /// to tell the client itself, with a page of HTML, and would send both.
    private func refuse(_ exchange: Exchange, _ problem: Problem) -> MHD_Result {
        exchange.status = problem.status
        exchange.client.sendLast(problem)
        return .NO
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
