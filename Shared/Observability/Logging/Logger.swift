/// Writes one JSON object per line: `time`, `level`, `service`, `message`, the trace's ids and typed fields.
///
/// A message is a constant; everything that varies is a field, where sensitive names are masked. A message can thus be searched for,
/// and personal data cannot slip into it.
package struct Logger: Sendable {
    /// Takes one whole line with its line feed. It must write the line at once, so that lines of several threads do not mix.
    package typealias Sink = @Sendable ([UInt8]) -> Void

    package let level: LogLevel
    private let service: String
    private let clock: any WallClock
    private let sink: Sink
    private let fields: [LogField]

    package init(service: String, level: LogLevel, clock: any WallClock, sink: @escaping Sink) {
        self.init(service: service, level: level, clock: clock, sink: sink, fields: [])
    }

    private init(service: String, level: LogLevel, clock: any WallClock, sink: @escaping Sink, fields: [LogField]) {
        self.service = service
        self.level = level
        self.clock = clock
        self.sink = sink
        self.fields = fields
    }

    /// A logger that says these fields on every line.
    package func with(_ more: KeyValuePairs<String, LogValue>) -> Logger {
        Logger(
            service: service, level: level, clock: clock, sink: sink,
            fields: fields + more.map { LogField(key: $0.key, value: $0.value) })
    }

    /// A logger whose lines go nowhere.
    package static var silent: Logger { Logger(service: "", level: .error, clock: VirtualClock(), sink: { _ in }) }

    package func debug(_ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        log(.debug, message, fields())
    }

    package func info(_ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]) {
        log(.info, message, fields())
    }

    package func warning(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:],
        error: (any Error)? = nil
    ) {
        log(.warning, message, fields(), error: error)
    }

    package func error(
        _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:],
        error: (any Error)? = nil
    ) {
        log(.error, message, fields(), error: error)
    }

    package func log(
        _ level: LogLevel, _ message: StaticString, _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:],
        error: (any Error)? = nil
    ) {
        guard level >= self.level else { return }
        let context = DiagnosticContext.current
        var line = LogLine(at: clock.now(), level: level, service: service, message: message.description)
        if let trace = context.trace { line.append(trace) }
        for field in self.fields { line.append(field) }
        for field in context.fields { line.append(field) }
        for (key, value) in fields() { line.append(LogField(key: key, value: value)) }
        if let error { line.append(error) }
        sink(line.finished())
    }
}
