import Kernel
import PostgresClient

extension PostgresDate {
    init(_ date: CivilDate) { self.init(daysSince1970: Int32(date.daysSince1970)) }
    var date: CivilDate { CivilDate(daysSince1970: Int64(daysSince1970)) }
}
