// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    package struct LinePrice: WireValue {
        package var lineId: String
        package var priceFen: Money

        package init(
            lineId: String,
            priceFen: Money,
        ) {
            self.lineId = lineId
            self.priceFen = priceFen
        }
    }
}

extension OrdersWire.LinePrice {
    private static let memberNames: JSONMemberNames = ["lineId", "priceFen"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var priceFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string()
            case 1: priceFen = try Money(from: &reader)
            default: try reader.skip()
            }
        }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let priceFen else { throw reader.missing("priceFen", in: cursor) }
        self.lineId = lineId
        self.priceFen = priceFen
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("lineId")
        writer.string(lineId)
        writer.name("priceFen")
        priceFen.encode(into: &writer)
        writer.endObject()
    }
}
