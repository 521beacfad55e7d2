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
    private static let lineIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var cashFen: Money?
        var voucherFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string(1...64, Self.lineIdPattern)
            case 1: cashFen = Money(fen: try reader.int64(0...10000000000000))
            case 2: voucherFen = Money(fen: try reader.int64(0...10000000000000))
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
        writer.int64(cashFen.fen)
        writer.name("voucherFen")
        writer.int64(voucherFen.fen)
        writer.endObject()
    }
}
