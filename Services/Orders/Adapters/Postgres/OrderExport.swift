import FoundationEssentials
import Kernel

/// ORD-08: the order list as a file that spreadsheets read.
enum OrderExport {
    /// Begins with the byte order mark, without which spreadsheets take UTF-8 for something else.
    static let head = "\u{FEFF}" + line(["订单号", "商品", "联系人", "下单时间", "订单类型", "状态", "金额（元）", "现金（元）", "代金券（元）", "支付时间"])

    static func line(of document: Document) throws -> String {
        let order = try JSONDecoder().decode(OrderView.self, from: Data(document))
        return line([
            order.orderId, order.lines.filter { $0.role != "renewal" }.map(\.productName).joined(separator: "、"),
            order.vendorName,
            shanghai(order.placedAt), order.type == "new" ? "新购" : order.type, order.statusText,
            order.totalFen.description,
            order.cashFen.description, order.voucherFen.description, order.payment?.paidAt.map(shanghai) ?? "",
        ])
    }

    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.
    static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// `2026-11-21 16:00:00`, as clocks in Shanghai show it.
    private static func shanghai(_ instant: Instant) -> String {
        let text = (instant + .hours(8)).rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }
}
