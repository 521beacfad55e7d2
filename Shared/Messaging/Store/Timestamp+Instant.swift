package import Kernel
package import PostgresClient

extension Timestamp {
    package init(_ instant: Instant) { self.init(microsecondsSince1970: instant.microseconds) }
    package var instant: Instant { Instant(microseconds: microsecondsSince1970) }
}

extension Instant {
    init(_ timestamp: Timestamp) { self = timestamp.instant }
}
