// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON

extension CatalogWire {
    package struct BrokenLine: WireValue {
        /// From 1, the header included.
        package var number: Int64
        /// Of a fixed set of sentences; quotes nothing of the line.
        package var reason: String

        package init(
            number: Int64,
            reason: String,
        ) {
            self.number = number
            self.reason = reason
        }
    }
}

extension CatalogWire.BrokenLine {
    private static let memberNames: JSONMemberNames = ["number", "reason"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var number: Int64?
        var reason: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: number = try reader.int64(1...1000000000)
            case 1: reason = try reader.string(0...200)
            default: try reader.skip()
            }
        }
        guard let number else { throw reader.missing("number", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        self.number = number
        self.reason = reason
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("number")
        writer.int64(number)
        writer.name("reason")
        writer.string(reason)
        writer.endObject()
    }
}
