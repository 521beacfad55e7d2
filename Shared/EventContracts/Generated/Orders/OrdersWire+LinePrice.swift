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
    private static let lineIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var priceFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string(1...64, Self.lineIdPattern)
            case 1: priceFen = Money(fen: try reader.int64(0...10000000000000))
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
        writer.int64(priceFen.fen)
        writer.endObject()
    }
}
