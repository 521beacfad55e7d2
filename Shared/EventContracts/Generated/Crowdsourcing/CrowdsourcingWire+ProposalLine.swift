// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    package struct ProposalLine: WireValue {
        package var productId: String
        package var productName: String
        package var choiceId: String
        package var quantity: Int64
        /// For the whole quantity; the proposal's own price, not the listed one.
        package var amountFen: Money

        package init(
            productId: String,
            productName: String,
            choiceId: String,
            quantity: Int64,
            amountFen: Money,
        ) {
            self.productId = productId
            self.productName = productName
            self.choiceId = choiceId
            self.quantity = quantity
            self.amountFen = amountFen
        }
    }
}

extension CrowdsourcingWire.ProposalLine {
    private static let memberNames: JSONMemberNames = ["productId", "productName", "choiceId", "quantity", "amountFen"]
    private static let productIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var productId: String?
        var productName: String?
        var choiceId: String?
        var quantity: Int64?
        var amountFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: productId = try reader.string(1...64, Self.productIdPattern)
            case 1: productName = try reader.string(0...60)
            case 2: choiceId = try reader.string(1...64)
            case 3: quantity = try reader.int64(1...1000)
            case 4: amountFen = Money(fen: try reader.int64(0...10000000000000))
            default: try reader.skip()
            }
        }
        guard let productId else { throw reader.missing("productId", in: cursor) }
        guard let productName else { throw reader.missing("productName", in: cursor) }
        guard let choiceId else { throw reader.missing("choiceId", in: cursor) }
        guard let quantity else { throw reader.missing("quantity", in: cursor) }
        guard let amountFen else { throw reader.missing("amountFen", in: cursor) }
        self.productId = productId
        self.productName = productName
        self.choiceId = choiceId
        self.quantity = quantity
        self.amountFen = amountFen
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("productId")
        writer.string(productId)
        writer.name("productName")
        writer.string(productName)
        writer.name("choiceId")
        writer.string(choiceId)
        writer.name("quantity")
        writer.int64(quantity)
        writer.name("amountFen")
        writer.int64(amountFen.fen)
        writer.endObject()
    }
}
