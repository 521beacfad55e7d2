/// What every log line and span of the running task says about its cause.
package struct DiagnosticContext: Sendable {
    package var trace: TraceContext?
    package var fields: [LogField]

    package init(trace: TraceContext? = nil, fields: [LogField] = []) {
        self.trace = trace
        self.fields = fields
    }

    @TaskLocal package static var current = DiagnosticContext()

    /// Runs `body` with more fields on each of its log lines.
    package static func with<Result>(_ fields: KeyValuePairs<String, LogValue>, _ body: () async throws -> Result)
        async rethrows -> Result
    {
        var context = current
        context.fields += fields.map { LogField(key: $0.key, value: $0.value) }
        return try await $current.withValue(context) { try await body() }
    }

    /// Runs `body` as part of a trace that began elsewhere, for example one whose `traceparent` came with an event.
    package static func with<Result>(trace: TraceContext?, _ body: () async throws -> Result) async rethrows -> Result {
        var context = current
        context.trace = trace
        return try await $current.withValue(context) { try await body() }
    }
}
