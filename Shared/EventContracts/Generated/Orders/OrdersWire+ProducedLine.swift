// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    package struct ProducedLine: WireValue {
        package var lineId: String
        package var productId: String
        package var productType: String
        package var deliveredAt: Instant

        package init(
            lineId: String,
            productId: String,
            productType: String,
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

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var productId: String?
        var productType: String?
        var deliveredAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string()
            case 1: productId = try reader.string()
            case 2: productType = try reader.string()
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
        writer.string(productType)
        writer.name("deliveredAt")
        deliveredAt.encode(into: &writer)
        writer.endObject()
    }
}
