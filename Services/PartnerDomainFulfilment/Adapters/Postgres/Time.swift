import Kernel
import PostgresClient

extension Timestamp {
    init(_ instant: Instant) { self.init(microsecondsSince1970: instant.microseconds) }
    var instant: Instant { Instant(microseconds: microsecondsSince1970) }
}

extension PostgresDate {
    init(_ date: CivilDate) { self.init(daysSince1970: Int32(date.daysSince1970)) }
    var date: CivilDate { CivilDate(daysSince1970: Int64(daysSince1970)) }
}
