// Written by scripts/contracts from refunds/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension RefundsWire {
    package struct RefundLine: WireValue {
        package var lineId: String
        /// Cash that was paid for the line.
        package var cashFen: Money
        /// Vouchers that come back; only after a failed purchase.
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

extension RefundsWire.RefundLine {
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
