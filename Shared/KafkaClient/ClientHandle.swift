import CLibrdkafka

/// Runs `body` with room for one of librdkafka's error texts.
func withErrorText<Result>(_ body: (UnsafeMutablePointer<CChar>, Int) -> Result) -> (Result, String) {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        unsafe buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { preconditionFailure("an allocation of 512 bytes has an address") }
        let result = unsafe body(start, buffer.count)
        return (result, unsafe String(cString: start))
    }
}

/// The only owner of a `rd_kafka_conf_t` until a client takes it over.
@safe struct Configuration: ~Copyable {
    private let raw: OpaquePointer

    private init(_ context: CallbackContext) {
        unsafe raw = rd_kafka_conf_new()
        unsafe rd_kafka_conf_set_opaque(raw, Unmanaged.passUnretained(context).toOpaque())
        unsafe rd_kafka_conf_set_log_cb(raw, logCallback)
        unsafe rd_kafka_conf_set_stats_cb(raw, statisticsCallback)
        unsafe rd_kafka_conf_set_error_cb(raw, errorCallback)
    }

    static func make(_ options: KafkaOptions, _ context: CallbackContext) throws(KafkaError) -> Configuration {
        let configuration = Configuration(context)
        for (name, value) in options.values.sorted(by: { $0.key < $1.key }) { try configuration.set(name, value) }
        return configuration
    }

    private borrowing func set(_ name: String, _ value: String) throws(KafkaError) {
        let conf = unsafe raw
        let (result, text) = unsafe withErrorText { unsafe rd_kafka_conf_set(conf, name, value, $0, $1) }
        switch result {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN:
            throw KafkaError(.invalidArgument, "Kafka option \"\(name)\" does not exist in this librdkafka")
        default:
            // librdkafka quotes the value, which may be a password.
            let reason =
                name.contains("password") || name.contains("secret") || name.contains("key")
                ? "its value is refused" : text
            throw KafkaError(.invalidArgument, "Kafka option \"\(name)\": \(reason)")
        }
    }

    /// The value in force, the default of librdkafka included; nil if there is no such option.
    borrowing func value(of name: String) -> String? {
        let conf = unsafe raw
        let (result, text) = unsafe withErrorText { buffer, capacity in
            var size = capacity
            return unsafe rd_kafka_conf_get(conf, name, buffer, &size)
        }
        return result == RD_KAFKA_CONF_OK ? text : nil
    }

    func withRaw(_ body: (OpaquePointer) -> Void) { unsafe body(raw) }

    consuming func take() -> OpaquePointer {
        let conf = unsafe raw
        discard self
        return unsafe conf
    }

    deinit { unsafe rd_kafka_conf_destroy(raw) }
}

/// The owner of a `rd_kafka_t` and of what its callbacks reach. librdkafka's handles may be used from any thread.
@safe final class ClientHandle: @unchecked Sendable {
    let raw: OpaquePointer
    let context: CallbackContext
    private let retained: Unmanaged<CallbackContext>

    init(_ type: rd_kafka_type_t, _ configuration: consuming Configuration, _ context: CallbackContext)
        throws(KafkaError)
    {
        let conf = unsafe configuration.take()
        let (created, text) = unsafe withErrorText { unsafe rd_kafka_new(type, conf, $0, $1) }
        guard let created = unsafe created else {
            unsafe rd_kafka_conf_destroy(conf)
            throw KafkaError(.invalidArgument, "Kafka options do not fit together: \(text)")
        }
        unsafe raw = created
        self.context = context
        unsafe retained = Unmanaged.passRetained(context)
    }

    /// The consumer was closed (or abandoned) before: destroying must not wait for its group again.
    deinit {
        unsafe rd_kafka_destroy_flags(raw, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
        unsafe retained.release()
    }
}
