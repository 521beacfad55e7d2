import Kernel
import PostgresClient

extension Timestamp {
    init(_ instant: Instant) { self.init(microsecondsSince1970: instant.microseconds) }
    var instant: Instant { Instant(microseconds: microsecondsSince1970) }
}
