package import JSON
package import Kernel

extension Instant: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) {
        if let microseconds = reader.number(inStringOf: 27, Instant.microseconds(canonical:)) {
            self.init(microseconds: microseconds)
            return
        }
        let text = try reader.string()
        guard let instant = Instant(rfc3339: text) else {
            throw reader.error(.invalidValue, "expected an RFC 3339 date-time")
        }
        self = instant
    }

    package func encode(into writer: inout JSONWriter) { writer.instant(self) }
}

extension CivilDate: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) {
        let text = try reader.string()
        guard let date = CivilDate(text) else {
            throw reader.error(.invalidValue, "expected a day as YYYY-MM-DD")
        }
        self = date
    }

    package func encode(into writer: inout JSONWriter) { writer.string(description) }
}
