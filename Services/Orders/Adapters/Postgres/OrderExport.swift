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

    /// RFC 4180, by code points: a combining mark makes one `Character` of itself and the comma or line break before it. A cell that a
    /// spreadsheet would take for a formula, blanks before it or not, begins with an apostrophe.
    static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return safe }
        var quoted = "\""
        for scalar in safe.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func isFormula(_ text: String) -> Bool {
        let blanks = text.unicodeScalars.prefix { isBlank($0) }
        if blanks.contains(where: { $0 == "\t" || $0 == "\r" }) { return true }
        let first = text.unicodeScalars.dropFirst(blanks.count).first
        return first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
    }

    /// White space, and what spreadsheets show as nothing: byte order mark, zero-width marks, controls.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || [.format, .control].contains(scalar.properties.generalCategory)
    }

    /// `2026-11-21 16:00:00`, as clocks in Shanghai show it.
    private static func shanghai(_ instant: Instant) -> String {
        let text = (instant + .hours(8)).rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }
}
