internal import HTTPServer
internal import Observability
internal import Synchronization

/// Counts and times requests by route, and logs what went wrong inside.
final class RequestTelemetry: RequestObserver {
    private struct Series: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let metrics: MetricsRegistry
    private let logger: Logger
    /// Kept here, because a look-up in the registry builds labels.
    private let histograms = Mutex<[Series: Histogram]>([:])
    private let aborted: Counter

    init(metrics: MetricsRegistry, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
        aborted = metrics.counter(
            "http_server_requests_aborted_total", help: "Requests whose client went away or was cut off.")
    }

    func requestCompleted(_ record: RequestRecord) {
        if record.wasAborted { aborted.increment() }
        // Clients may send any word as a method; as a label only the known ones are told apart.
        let method = Self.methods.contains(record.method.rawValue) ? record.method.rawValue : "OTHER"
        histogram(Series(method: method, route: record.route, status: record.status)).observe(
            Double(record.durationUs) / 1e6)
    }

    func requestFailed(_ error: any Error, errorID: String, request: HTTPRequest) {
        let context = DiagnosticContext(trace: request.traceContext)
        DiagnosticContext.$current.withValue(context) {
            logger.error(
                "request failed", ["error_id": .string(errorID), "operation": .string(request.operationID)],
                error: error)
        }
    }

    private func histogram(_ series: Series) -> Histogram {
        histograms.withLock { histograms in
            if let known = histograms[series] { return known }
            let made = metrics.histogram(
                "http_server_request_duration_seconds", help: "From a request's head to the end of its answer.",
                labels: ["method": series.method, "route": series.route, "status": "\(series.status)"])
            histograms[series] = made
            return made
        }
    }
}
