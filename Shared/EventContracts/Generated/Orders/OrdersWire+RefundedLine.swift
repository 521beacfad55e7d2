// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    package struct RefundedLine: WireValue {
        package var lineId: String
        /// What went back for the line in cash.
        package var cashFen: Money
        /// What went back for the line by vouchers.
        package var voucherFen: Money

        package init(
            lineId: String,
            cashFen: Money,
            voucherFen: Money,
        ) {
            self.lineId = lineId
            self.cashFen = cashFen
            self.voucherFen = voucherFen
        }
    }
}

extension OrdersWire.RefundedLine {
    private static let memberNames: JSONMemberNames = ["lineId", "cashFen", "voucherFen"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var cashFen: Money?
        var voucherFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string()
            case 1: cashFen = try Money(from: &reader)
            case 2: voucherFen = try Money(from: &reader)
            default: try reader.skip()
            }
        }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let cashFen else { throw reader.missing("cashFen", in: cursor) }
        guard let voucherFen else { throw reader.missing("voucherFen", in: cursor) }
        self.lineId = lineId
        self.cashFen = cashFen
        self.voucherFen = voucherFen
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("lineId")
        writer.string(lineId)
        writer.name("cashFen")
        cashFen.encode(into: &writer)
        writer.name("voucherFen")
        voucherFen.encode(into: &writer)
        writer.endObject()
    }
}
