package import HTTPServer
package import Observability

/// Serves `/health/live`, `/health/ready` and `/metrics` on a port of their own, before anything else is ready.
func adminServer(_ context: ServiceContext) -> Component {
    Component("admin server") { life in
        var configuration = ServerConfiguration()
        configuration.address = context.configuration[.adminAddress]
        configuration.port = UInt16(context.configuration[.adminPort])
        let application = Application(
            router: adminRouter(health: context.health, metrics: context.metrics), authenticator: NoAuthentication())
        let server = try Server.start(application, configuration: configuration, clock: context.monotonicClock)
        context.logger.info("admin server listens", ["port": LogValue(server.port)])
        life.ready()
        await life.stopRequested()
        await server.shutdown(deadlineMs: 1_000)
    }
}

/// The three pages, for whoever runs a server of their own.
package func adminRouter(health: HealthMonitor, metrics: MetricsRegistry) -> Router {
    var router = Router()
    // Says only that the process answers: a dependency that is away is no reason to restart it.
    router.add(.get, "/health/live", Operation(id: "live", summary: "Whether the process is alive.", access: .anyone)) {
        _ in
        .json(Array(#"{"status":"alive"}"#.utf8))
    }
    router.add(
        .get, "/health/ready", Operation(id: "ready", summary: "Whether requests should be sent here.", access: .anyone)
    ) { _ in
        let page = healthPage(health.reports)
        return .json(page.json, status: page.status)
    }
    router.add(
        .get, "/metrics", Operation(id: "metrics", summary: "Metrics in Prometheus' text format.", access: .anyone)
    ) { _ in
        .text(metrics.exposition(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
    return router
}
