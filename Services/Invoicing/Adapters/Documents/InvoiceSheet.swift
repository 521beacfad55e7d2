package import InvoicingDomain
import Kernel
package import PDFDocument

/// INV-10: the invoice as people read it, on A4.
package struct InvoiceSheet {
    private static let left = 15.0
    /// Where the following pages begin.
    private static let top = 20.0
    /// Nothing of the invoice stands below; the page's number does.
    private static let bottom = 280.0
    private static let columns: [(title: String, xMm: Double, widthMm: Double, alignment: PDFAlignment)] = [
        ("项目名称", 17, 58, .left), ("规格型号", 77, 30, .left), ("数量", 109, 10, .right), ("金额", 122, 25, .right),
        ("税率", 150, 12, .center), ("税额", 164, 29, .right),
    ]

    private let invoice: Invoice
    private let buyer: InvoiceBuyer

    package init(_ invoice: Invoice, buyer: InvoiceBuyer) {
        self.invoice = invoice
        self.buyer = buyer
    }

    /// Blocks: see `PDFDocument.make`.
    package func pdf() throws(PDFError) -> [UInt8] {
        try PDFDocument.make(
            metadata: PDFMetadata(
                title: "\(title) \(invoice.number)", author: invoice.seller.name, subject: invoice.number,
                createdAt: invoice.issuedAt.rfc3339),
            draw: draw)
    }

    private var title: String {
        let type = buyer.invoiceType == .special ? "增值税专用发票" : "普通发票"
        return (invoice.isRed ? "红字" : "") + "电子发票（\(type)）"
    }

    private func draw(_ canvas: PDFCanvas) {
        if invoice.isRed { canvas.setColor(red: 0.75, green: 0, blue: 0) }
        heading(canvas)
        var y = parties(canvas, yMm: 41)
        let headHeight = height(canvas, Self.columns.map(\.title))
        let pages = SheetPages.split(
            invoice.items.map { height(canvas, cells($0)) }, firstRoom: Self.bottom - y - headHeight,
            room: Self.bottom - Self.top - headHeight, closing: closingHeight(canvas))
        for (index, items) in pages.enumerated() {
            if index > 0 {
                canvas.nextPage()
                y = Self.top
            }
            y = row(canvas, Self.columns.map(\.title), yMm: y)
            for item in invoice.items[items] { y = row(canvas, cells(item), yMm: y) }
            if pages.count > 1 { pageNumber(canvas, index + 1, of: pages.count) }
        }
        closing(canvas, yMm: y)
    }

    private func pageNumber(_ canvas: PDFCanvas, _ number: Int, of count: Int) {
        canvas.text(
            "发票号码：\(invoice.number)　第\(number)页，共\(count)页", xMm: Self.left, yMm: Self.bottom + 3, widthMm: 180,
            sizePt: 8, alignment: .center)
    }

    private func heading(_ canvas: PDFCanvas) {
        canvas.text(title, xMm: Self.left, yMm: 15, widthMm: 180, sizePt: 18, alignment: .center)
        canvas.line(fromXMm: 60, yMm: 25, toXMm: 150, toYMm: 25)
        canvas.line(fromXMm: 60, yMm: 26, toXMm: 150, toYMm: 26)
        let date = ShanghaiCalendar.date(of: invoice.issuedAt)
        canvas.text(
            "发票号码：\(invoice.number)\n开票日期：\(date.year)年\(date.month)月\(date.day)日", xMm: 120, yMm: 29,
            widthMm: 75, alignment: .right)
    }

    /// - Returns: where the next part begins.
    private func parties(_ canvas: PDFCanvas, yMm: Double) -> Double {
        let buyer = "购买方信息\n" + buyerLines.joined(separator: "\n")
        let seller = "销售方信息\n名称：\(invoice.seller.name)\n统一社会信用代码/纳税人识别号：\(invoice.seller.taxNumber)"
        let height = 4 + max(canvas.height(of: buyer, widthMm: 86), canvas.height(of: seller, widthMm: 86))
        canvas.text(buyer, xMm: 17, yMm: yMm + 2, widthMm: 86)
        canvas.text(seller, xMm: 107, yMm: yMm + 2, widthMm: 86)
        canvas.box(xMm: Self.left, yMm: yMm, widthMm: 180, heightMm: height)
        canvas.line(fromXMm: 105, yMm: yMm, toXMm: 105, toYMm: yMm + height)
        return yMm + height
    }

    private var buyerLines: [String] {
        let name = "名称：\(buyer.name)"
        guard let registration = buyer.registration else { return [name] }
        return [
            name, "统一社会信用代码/纳税人识别号：\(registration.taxNumber)",
            "开户行及账号：\(registration.bank) \(registration.bankAccount)",
        ]
    }

    private func cells(_ item: InvoiceItem) -> [String] {
        [
            "*\(item.taxClass.shortName)*\(item.name)", item.specification, "\(item.quantity)", item.net.description,
            "\(item.taxClass.ratePercent)%", item.tax.description,
        ]
    }

    private var sums: [String] { ["合计", "", "", "¥\(invoice.net)", "", "¥\(invoice.tax)"] }

    private var words: String { "价税合计（大写）　\(CapitalNumerals.text(invoice.total))" }

    /// Sums, total and remarks: they stand together on the last page.
    private func closing(_ canvas: PDFCanvas, yMm: Double) {
        var y = row(canvas, sums, yMm: yMm)
        y = totals(canvas, yMm: y)
        canvas.text(remarks, xMm: 17, yMm: y + 2, widthMm: 176)
        canvas.box(xMm: Self.left, yMm: y, widthMm: 180, heightMm: remarksHeight(canvas))
    }

    private func closingHeight(_ canvas: PDFCanvas) -> Double {
        height(canvas, sums) + wordsHeight(canvas) + remarksHeight(canvas)
    }

    private func height(_ canvas: PDFCanvas, _ cells: [String]) -> Double {
        zip(Self.columns, cells).map { canvas.height(of: $1, widthMm: $0.widthMm) }.reduce(0, max) + 3
    }

    /// - Returns: where the next row begins.
    private func row(_ canvas: PDFCanvas, _ cells: [String], yMm: Double) -> Double {
        for (column, cell) in zip(Self.columns, cells) where !cell.isEmpty {
            canvas.text(cell, xMm: column.xMm, yMm: yMm + 1.5, widthMm: column.widthMm, alignment: column.alignment)
        }
        let height = height(canvas, cells)
        canvas.box(xMm: Self.left, yMm: yMm, widthMm: 180, heightMm: height)
        for column in Self.columns.dropFirst() {
            canvas.line(fromXMm: column.xMm - 1, yMm: yMm, toXMm: column.xMm - 1, toYMm: yMm + height)
        }
        return yMm + height
    }

    private func totals(_ canvas: PDFCanvas, yMm: Double) -> Double {
        canvas.text(words, xMm: 17, yMm: yMm + 2, widthMm: 115, sizePt: 10)
        canvas.text("（小写）¥\(invoice.total)", xMm: 135, yMm: yMm + 2, widthMm: 58, sizePt: 10, alignment: .right)
        let height = wordsHeight(canvas)
        canvas.box(xMm: Self.left, yMm: yMm, widthMm: 180, heightMm: height)
        return yMm + height
    }

    private func wordsHeight(_ canvas: PDFCanvas) -> Double {
        canvas.height(of: words, widthMm: 115, sizePt: 10) + 4
    }

    private var remarks: String {
        var lines = ["备注：申请单号 \(invoice.applicationID)"]
        if let original = invoice.original {
            lines.append("冲销蓝字发票号码：\(original.number)，原因：\(original.reason.inChinese)")
        }
        return lines.joined(separator: "\n")
    }

    private func remarksHeight(_ canvas: PDFCanvas) -> Double {
        max(canvas.height(of: remarks, widthMm: 176) + 4, 16)
    }
}

extension Reversal.Reason {
    fileprivate var inChinese: String {
        switch self {
        case .wrong: "开票有误"
        case .returned: "销货退回"
        case .serviceEnded: "服务中止"
        case .allowance: "销售折让"
        }
    }
}
