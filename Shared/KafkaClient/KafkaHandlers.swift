import CLibrdkafka

/// What a client says beside its results. Called on librdkafka's threads or on the client's own: be short,
/// never block, never call the client. What has no handler is dropped; nothing is ever printed.
package struct KafkaHandlers: Sendable {
    package struct Log: Sendable {
        /// As in syslog: 3 error, 4 warning, 6 info, 7 debug.
        package let level: Int32
        /// librdkafka's short name of the subject, such as `FAIL` or `CONNECT`.
        package let facility: String
        package let message: String
    }

    package var log: @Sendable (Log) -> Void
    /// The JSON document of `statistics.interval.ms`, as UTF-8.
    package var statistics: @Sendable ([UInt8]) -> Void
    /// Trouble of the client as a whole, such as "all brokers are down". Mends itself unless `isFatal`.
    package var error: @Sendable (KafkaError) -> Void

    package init(
        log: @escaping @Sendable (Log) -> Void = { _ in }, statistics: @escaping @Sendable ([UInt8]) -> Void = { _ in },
        error: @escaping @Sendable (KafkaError) -> Void = { _ in }
    ) {
        self.log = log
        self.statistics = statistics
        self.error = error
    }
}

/// Reached from C callbacks through the client's opaque. `rebalance` is only touched by the thread that polls.
final class CallbackContext: @unchecked Sendable {
    struct Rebalance {
        let isAssignment: Bool
        let isLost: Bool
        let partitions: [TopicPartition]
    }

    let handlers: KafkaHandlers
    var rebalances: [Rebalance] = []
    /// The group waits for an `assign` or `unassign` since a rebalance was noted.
    var isAwaitingAssignment = false
    var stage = Stage.open

    enum Stage {
        /// Whoever owns the client answers rebalances.
        case open
        /// They are answered at once.
        case closing
        /// The group has been told to end.
        case ending
    }

    init(_ handlers: KafkaHandlers) { self.handlers = handlers }

    static func of(_ opaque: UnsafeMutableRawPointer?) -> CallbackContext? {
        guard let opaque = unsafe opaque else { return nil }
        return unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
    }
}

func logCallback(_ rk: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?)
{
    guard let rk = unsafe rk, let context = unsafe CallbackContext.of(rd_kafka_opaque(rk)) else { return }
    let facility = unsafe facility.map { unsafe String(cString: $0) } ?? ""
    let message = unsafe text.map { unsafe String(cString: $0) } ?? ""
    context.handlers.log(.init(level: level, facility: facility, message: message))
}

/// Returning 0 leaves the document's memory with librdkafka.
func statisticsCallback(
    _: OpaquePointer?, _ json: UnsafeMutablePointer<CChar>?, _ count: Int, _ opaque: UnsafeMutableRawPointer?
) -> Int32 {
    guard let json = unsafe json, let context = unsafe CallbackContext.of(opaque) else { return 0 }
    context.handlers.statistics(unsafe [UInt8](UnsafeRawBufferPointer(start: json, count: count)))
    return 0
}

func errorCallback(
    _ rk: OpaquePointer?, _ code: Int32, _ reason: UnsafePointer<CChar>?, _ opaque: UnsafeMutableRawPointer?
) {
    guard let context = unsafe CallbackContext.of(opaque) else { return }
    context.handlers.error(unsafe clientError(rk, rd_kafka_resp_err_t(code), reason))
}

/// A fatal error is announced by a code of its own; what really happened must be asked for.
func clientError(_ rk: OpaquePointer?, _ code: rd_kafka_resp_err_t, _ reason: UnsafePointer<CChar>?) -> KafkaError {
    guard code == RD_KAFKA_RESP_ERR__FATAL, let rk = unsafe rk else {
        let text = unsafe reason.map { unsafe String(cString: $0) } ?? ""
        return KafkaError(KafkaError.Code(code), text)
    }
    let (cause, text) = unsafe withErrorText { unsafe rd_kafka_fatal_error(rk, $0, $1) }
    return KafkaError(KafkaError.Code(cause), text, isFatal: true)
}
