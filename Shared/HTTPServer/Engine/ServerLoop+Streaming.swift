internal import CMicrohttpd

// Requests whose handler runs while the body arrives.
extension ServerLoop {
    func beginStream(_ exchange: Exchange, _ route: Router.Route) -> MHD_Result {
        guard load.enter() else {
            return queue(.problem(.unavailable("The service is busy; try again.")), for: exchange, closing: true)
        }
        let reader = BodyReader { [self] in
            Task(executorPreference: executor) { self.goOn(exchange) }
        }
        exchange.reader = reader
        exchange.request?.bodyStream = reader
        start(exchange, route)
        return .YES
    }

    func stream(_ bytes: UnsafeRawBufferPointer, to reader: BodyReader, _ exchange: Exchange) {
        // The handler has answered already; the client may finish what it was saying, but not for ever.
        guard exchange.reply == nil else { return }
        exchange.client.enter(.body, nowNs: nowNs, timeoutMs: configuration.bodyTimeoutMs)
        guard unsafe reader.receive(bytes) else { return }
        exchange.client.suspendDeadline()
        suspend(exchange)
    }

    /// What had arrived was taken.
    private func goOn(_ exchange: Exchange) {
        guard !exchange.isAbandoned, exchange.isSuspended else { return }
        exchange.client.enter(.body, nowNs: nowNs, timeoutMs: configuration.bodyTimeoutMs)
        resume(exchange)
    }

    /// The body is whole.
    func endStream(_ exchange: Exchange, _ route: Router.Route) -> MHD_Result {
        exchange.reader?.complete()
        awaitAnswer(exchange, route)
        return .YES
    }

    func suspend(_ exchange: Exchange) {
        exchange.isSuspended = true
        unsafe MHD_suspend_connection(exchange.client.raw)
    }

    func resume(_ exchange: Exchange) {
        guard exchange.isSuspended else { return }
        exchange.isSuspended = false
        resume(exchange.client)
    }
}
