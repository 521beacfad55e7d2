package import JSON
package import Kernel

extension String: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) { self = try reader.string() }
    package func encode(into writer: inout JSONWriter) { writer.string(self) }
}

extension Int64: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) { self = try reader.int64() }
    package func encode(into writer: inout JSONWriter) { writer.int64(self) }
}

extension Bool: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) { self = try reader.bool() }
    package func encode(into writer: inout JSONWriter) { writer.bool(self) }
}

extension Money: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) { self.init(fen: try reader.int64()) }
    package func encode(into writer: inout JSONWriter) { writer.int64(fen) }
}

extension Instant: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) {
        let text = try reader.string()
        guard let instant = Instant(wire: text) else {
            throw reader.error(.invalidValue, "expected an RFC 3339 date-time")
        }
        self = instant
    }

    package func encode(into writer: inout JSONWriter) { writer.instant(self) }
}

extension CivilDate: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) {
        let text = try reader.string()
        guard let date = CivilDate(wire: text) else {
            throw reader.error(.invalidValue, "expected a day as YYYY-MM-DD")
        }
        self = date
    }

    package func encode(into writer: inout JSONWriter) { writer.string(description) }
}

extension Array: WireValue where Element: WireValue {
    package init(from reader: inout JSONReader) throws(JSONError) {
        self.init()
        var array = try reader.beginArray()
        while try reader.nextElement(&array) { append(try Element(from: &reader)) }
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginArray()
        for element in self { element.encode(into: &writer) }
        writer.endArray()
    }
}

extension Dictionary: WireValue where Key == String, Value: WireValue {
    /// Refuses a name that stands twice.
    package init(from reader: inout JSONReader) throws(JSONError) {
        self.init()
        var object = try reader.beginObject()
        while let name = try reader.nextName(&object) {
            guard self[name] == nil else { throw reader.duplicate() }
            self[name] = try Value(from: &reader)
        }
    }

    /// In order of the names' Unicode scalars.
    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in sorted(by: { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }) {
            writer.name(name)
            value.encode(into: &writer)
        }
        writer.endObject()
    }
}
