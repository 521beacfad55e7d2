/// Where a server listens and what it tolerates.
package struct ServerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address; `0.0.0.0` or `::` for all.
    package var address = "127.0.0.1"
    /// 0 lets the system choose; `Server.port` tells.
    package var port: UInt16 = 0
    /// Threads that serve connections. One is enough for tens of thousands of requests a second.
    package var loopCount = 1
    /// Above this, those who have waited longest without sending a request are cut off in favour of newcomers.
    package var connectionsMax = 4_096
    /// Requests being handled at a time; more are answered 503.
    package var requestsMax = 1_024
    /// Request line and headers together.
    package var headerBytesMax = 32_768
    package var bodyBytesMax = 1_048_576
    /// From connecting until the head of the first request has arrived.
    package var headerTimeoutMs = 10_000
    /// From the end of an answer until the head of the next request has arrived.
    package var keepAliveTimeoutMs = 75_000
    /// From the head until the body has arrived.
    package var bodyTimeoutMs = 30_000
    /// From the body until the handler has answered; then the client gets 503 and the handler's task is cancelled.
    package var handlerTimeoutMs = 60_000
    /// For an answer, or one piece of a streamed answer, to be taken by the client.
    package var responseTimeoutMs = 60_000
    /// How often deadlines are looked at.
    package var deadlineCheckIntervalMs = 100

    package init() {}
}

/// Why a server could not start.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The address is not numeric or not of this machine.
        package static let invalidAddress = Code(rawValue: "invalid-address")
        /// Another process listens there.
        package static let addressInUse = Code(rawValue: "address-in-use")
        /// The system refused a socket, a thread or memory.
        package static let system = Code(rawValue: "system")
    }

    package let code: Code
    /// One sentence: what is wrong and how to mend it.
    package let message: String

    /// Whether starting again later may help.
    package var isRetriable: Bool { code != .invalidAddress }

    package var description: String { "\(code.rawValue): \(message)" }
}
