import CLibrdkafka

/// What librdkafka, a broker or this module refused, why, and whether trying again can help.
package struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// librdkafka's number (negative: found by the client, positive: said by a broker) with its name.
    /// Compare with the static members; a number not listed is as good as a listed one.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let number: Int32

        package init(number: Int32) { self.number = number }

        /// librdkafka's name of the code, such as `_MSG_TIMED_OUT` or `TOPIC_AUTHORIZATION_FAILED`.
        package var name: String {
            if self == .notSent { return "NOT_SENT" }
            return unsafe String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(number)))
        }

        package var description: String { "\(name) (\(number))" }
    }

    package let code: Code
    /// What is wrong and, where known, how to mend it. Free of payloads and of option values.
    package let message: String
    /// Nothing more can be done with the client that reported it: close it and make a new one.
    package let isFatal: Bool

    package init(_ code: Code, _ message: String, isFatal: Bool = false) {
        self.code = code
        self.message = message
        self.isFatal = isFatal || code == .fatal
    }

    /// The same call may succeed later without anybody mending anything.
    package var isRetriable: Bool { !isFatal && Code.retriable.contains(code) }

    package var description: String { "\(code): \(message)" }
}

extension KafkaError {
    /// With librdkafka's own text, after what was being done.
    init(_ error: rd_kafka_resp_err_t, _ doing: String) {
        let text = unsafe String(cString: rd_kafka_err2str(error))
        self.init(Code(number: error.rawValue), doing.isEmpty ? text : "\(doing): \(text)")
    }

    /// Takes over and frees the error object of newer librdkafka calls.
    init(consuming error: OpaquePointer, _ doing: String) {
        defer { unsafe rd_kafka_error_destroy(error) }
        let code = unsafe Code(number: rd_kafka_error_code(error).rawValue)
        let text = unsafe String(cString: rd_kafka_error_string(error))
        unsafe self.init(code, "\(doing): \(text)", isFatal: rd_kafka_error_is_fatal(error) != 0)
    }
}

extension KafkaError.Code {
    init(_ error: rd_kafka_resp_err_t) { self.init(number: error.rawValue) }

    /// The batch was given up at an earlier record, so this one was never handed over.
    package static let notSent = Self(number: -100_001)
    /// A wrong option or argument; the message names it.
    package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    package static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    package static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    package static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    package static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The client was closed before the record was acknowledged; it may or may not have been written.
    package static let purged = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    package static let purgedUnsent = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    package static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    /// The wanted offset is not in the partition (anymore), with `auto.offset.reset=error`.
    package static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    package static let unknownTopic = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    package static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    package static let topicExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    package static let outOfOrderSequence = Self(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
    package static let topicAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    /// Another member joined the group under the same `group.instance.id`.
    package static let fencedInstanceID = Self(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    package static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
    package static let notLeaderForPartition = Self(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
    package static let leaderNotAvailable = Self(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    package static let requestTimedOut = Self(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    /// The broker lacks what was asked for, such as the admin API of the embedded broker.
    package static let unsupported = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)

    fileprivate static let retriable: Set<Self> = [
        .transport, .allBrokersDown, .timedOut, .messageTimedOut, .queueFull, .rebalanceInProgress,
        .notLeaderForPartition,
        .leaderNotAvailable, .requestTimedOut, .notSent, .purgedUnsent, .purged,
        Self(RD_KAFKA_RESP_ERR__RESOLVE), Self(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE), Self(RD_KAFKA_RESP_ERR__WAIT_COORD),
        Self(RD_KAFKA_RESP_ERR__RETRY), Self(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
        Self(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE), Self(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
        Self(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE), Self(RD_KAFKA_RESP_ERR_NOT_COORDINATOR),
        Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS), Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
        Self(RD_KAFKA_RESP_ERR_NOT_CONTROLLER), Self(RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED),
    ]
}
