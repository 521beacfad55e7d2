import Kernel

/// Inputs that were set aside: when they are tried again by themselves.
enum Parking {
    static let firstRetryAfter = Instant.Span.minutes(1)

    /// 1, 5 and 25 minutes, then every 6 hours.
    static func retryAfter(attempts: Int) -> Instant.Span {
        attempts >= 4 ? .hours(6) : [.minutes(1), .minutes(1), .minutes(5), .minutes(25)][max(0, attempts)]
    }
}

extension Input.Origin {
    /// Where a message came from, for operators.
    var source: String {
        if case .message(let topic, let partition, let offset, _) = self {
            "\(topic)/\(partition)@\(offset)"
        } else {
            ""
        }
    }
}
