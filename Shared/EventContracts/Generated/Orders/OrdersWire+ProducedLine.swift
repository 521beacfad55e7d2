// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    package struct ProducedLine: WireValue {
        package var lineId: String
        package var productId: String
        package var productType: ProductType
        package var deliveredAt: Instant

        package init(
            lineId: String,
            productId: String,
            productType: ProductType,
            deliveredAt: Instant,
        ) {
            self.lineId = lineId
            self.productId = productId
            self.productType = productType
            self.deliveredAt = deliveredAt
        }
    }
}

extension OrdersWire.ProducedLine {
    private static let memberNames: JSONMemberNames = ["lineId", "productId", "productType", "deliveredAt"]
    private static let lineIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var productId: String?
        var productType: OrdersWire.ProductType?
        var deliveredAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string(1...64, Self.lineIdPattern)
            case 1: productId = try reader.string(1...64, Self.lineIdPattern)
            case 2: productType = try OrdersWire.ProductType(from: &reader)
            case 3: deliveredAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let productId else { throw reader.missing("productId", in: cursor) }
        guard let productType else { throw reader.missing("productType", in: cursor) }
        guard let deliveredAt else { throw reader.missing("deliveredAt", in: cursor) }
        self.lineId = lineId
        self.productId = productId
        self.productType = productType
        self.deliveredAt = deliveredAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("lineId")
        writer.string(lineId)
        writer.name("productId")
        writer.string(productId)
        writer.name("productType")
        productType.encode(into: &writer)
        writer.name("deliveredAt")
        deliveredAt.encode(into: &writer)
        writer.endObject()
    }
}
