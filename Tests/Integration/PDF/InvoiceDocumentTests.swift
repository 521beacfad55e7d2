import FoundationEssentials
import Glibc
import InvoicingAdapters
import InvoicingDomain
import JSON
import Kernel
import PDFDocument
import Testing

@Suite struct InvoiceDocumentTests {
    private static let issuedAt = Instant(microseconds: 1_795_000_000_000_000)

    private static func invoice(items: [InvoiceItem]) -> Invoice {
        Invoice(
            id: "I-7f3a90c1d2e4b586", applicationID: "IA-7f3a90c1d2e4b586", accountID: "A-1",
            number: "26441000000000000017", issuedAt: issuedAt,
            medium: .electronic, seller: Issuer(name: "示例云市场有限公司", taxNumber: "91350100M000100Y43"),
            buyer: .enterprise(
                .init(
                    name: known("杭州臻鑫示例科技有限公司"), invoiceType: .special, taxNumber: known("91110108551385082Q"),
                    bank: known("招商银行杭州分行"), bankAccount: known("571900000000017"))), items: items)
    }

    private static func known(_ text: String) -> Personal { Personal(text, of: "A-1") }

    private static func sheet(_ invoice: Invoice) -> InvoiceSheet {
        InvoiceSheet(invoice, buyer: InvoiceBuyer(invoice.buyer))
    }

    private static let items = [
        InvoiceItem(
            name: "云建站", specification: "企业基础版", taxClass: .informationService, quantity: 1,
            amount: Money(fen: 1_234_567)),
        InvoiceItem(
            name: "企业级消息队列运维支持（年度订阅，含现场服务），包括巡检、升级、故障处理与培训", specification: "标准版", taxClass: .informationService,
            quantity: 2,
            amount: Money(fen: 660_000)),
        InvoiceItem(
            name: "数据库审计软件", specification: "永久许可", taxClass: .software, quantity: 3, amount: Money(fen: 113_000)),
    ]

    @Test("The font is installed, without which Chinese would be boxes")
    func font() {
        #expect(PDFDocument.hasFont(.chinese))
        #expect(!PDFDocument.hasFont(PDFFont(family: "No Such Family")))
    }

    @Test("INV-10 The text of an invoice can be read out of its file")
    func text() throws {
        let invoice = Self.invoice(items: Self.items)
        let pdf = try Self.sheet(invoice).pdf()
        let text = try extractText(pdf, name: "invoice")
        for expected in [
            "电子发票（增值税专用发票）", "26441000000000000017", "杭州臻鑫示例科技有限公司", "91110108551385082Q", "571900000000017",
            "*信息技术服务*云建站", "*软件*数据库审计软件",
            "13%", CapitalNumerals.text(invoice.total), "¥\(invoice.total)",
        ] { #expect(text.contains(expected.filter { !$0.isWhitespace }), "\(expected)") }
    }

    @Test("INV-10 The red-letter invoice names its original and balances it to zero")
    func red() throws {
        let invoice = Self.invoice(items: Self.items)
        let red = invoice.reversed(number: "26441000000000000018", reason: .returned, at: Self.issuedAt)
        #expect((invoice.total + red.total, invoice.tax + red.tax, invoice.net + red.net) == (.zero, .zero, .zero))
        let text = try extractText(try Self.sheet(red).pdf(), name: "red")
        for expected in ["红字电子发票", "26441000000000000017", "销货退回", "负贰万", "¥-\(invoice.total)"] {
            #expect(text.contains(expected), "\(expected)")
        }
    }

    @Test("INV-10 A buyer that is forgotten before the invoice is printed is named as somebody who gave no name")
    func forgotten() throws {
        let known = BillingProfile.Enterprise(
            name: Self.known("甲"), invoiceType: .special, taxNumber: Self.known("1"), bank: Self.known("乙"),
            bankAccount: Self.known("2"))
        let forgotten = BillingProfile.Enterprise(
            name: known.name.forgotten, invoiceType: .special, taxNumber: known.taxNumber.forgotten,
            bank: known.bank.forgotten, bankAccount: known.bankAccount.forgotten)
        #expect(InvoiceBuyer(.enterprise(known)).name == "甲")
        #expect(InvoiceBuyer(.enterprise(forgotten)) == .individual && InvoiceBuyer(.individual) == .individual)
        let file = InvoiceData.json(Self.invoice(items: Self.items), buyer: .individual)
        #expect(try InvoiceData.buyer(in: file) == .individual)
    }

    @Test("The same invoice makes the same bytes")
    func determinism() throws {
        let sheet = Self.sheet(Self.invoice(items: Self.items))
        #expect(try sheet.pdf() == sheet.pdf())
    }

    @Test("Many items go on over several pages, none is lost")
    func pages() throws {
        let items = (1...120).map {
            InvoiceItem(
                name: "商品\($0)号", specification: "", taxClass: .software, quantity: 1, amount: Money(fen: 11_300))
        }
        let text = try extractText(try Self.sheet(Self.invoice(items: items)).pdf(), name: "pages")
        for number in 1...120 { #expect(text.contains("商品\(number)号")) }
    }

    @Test(
        "INV-10 However many items there are, everything stands inside the pages, once, and the total on the last page",
        arguments: [1, 7, 8, 13, 20, 22, 25, 30, 40, 50, 60])
    func layout(count: Int) throws {
        let items = (1...count).map { number in
            InvoiceItem(
                name: number == count ? String(repeating: "长", count: 120) : "商品\(number)号", specification: "标准版",
                taxClass: .software, quantity: 1, amount: Money(fen: 11_300))
        }
        let invoice = Self.invoice(items: items)
        let pages = try pdfPages(Self.sheet(invoice).pdf(), name: "layout-\(count)")
        for word in pages.flatMap(\.words) {
            #expect(word.xMin >= 0 && word.xMax <= 595.3 && word.yMin >= 0 && word.yMax <= 841.9, "\(word.text)")
        }
        let text = pages.map { $0.words.map(\.text).joined() }
        let all = text.joined()
        for number in 1..<count { #expect(all.ranges(of: "*商品\(number)号").count == 1) }
        #expect(all.count { $0 == "长" } == 120)
        for closing in [CapitalNumerals.text(invoice.total), "（小写）¥\(invoice.total)", invoice.applicationID] {
            #expect(all.ranges(of: closing).count == 1 && text.last?.contains(closing) == true, "\(closing)")
        }
    }

    @Test("INV-10 Rows are not cut, and what closes the invoice is not alone on its page if a row can go along")
    func split() {
        func split(_ count: Int, closing: Double) -> [Range<Int>] {
            SheetPages.split(Array(repeating: 10, count: count), firstRoom: 30, room: 50, closing: closing)
        }
        #expect(split(2, closing: 10) == [0..<2])
        #expect(split(2, closing: 11) == [0..<1, 1..<2])
        #expect(split(3, closing: 1) == [0..<2, 2..<3])
        #expect(split(4, closing: 40) == [0..<3, 3..<4])
        #expect(split(8, closing: 1) == [0..<3, 3..<7, 7..<8])
        #expect(split(1, closing: 40) == [0..<1, 1..<1])
        #expect(split(0, closing: 40) == [0..<0, 0..<0])
        #expect(SheetPages.split([40], firstRoom: 30, room: 50, closing: 10) == [0..<0, 0..<1])
    }

    @Test("INV-10 The file for machines carries the figures that are printed")
    func data() throws {
        let invoice = Self.invoice(items: Self.items)
        let file = InvoiceData.json(invoice, buyer: InvoiceBuyer(invoice.buyer))
        #expect(try InvoiceData.buyer(in: file) == InvoiceBuyer(invoice.buyer))
        let data = try JSONValue(file)
        #expect(try data.int64(at: "/totalFen") == invoice.total.fen)
        #expect(try data.int64(at: "/netFen") + data.int64(at: "/taxFen") == invoice.total.fen)
        #expect(try data.int64(at: "/items/2/taxFen") == 13_000)
    }

    /// By poppler's pdftotext, without white space, as line breaks are the layout's business.
    private func extractText(_ pdf: [UInt8], name: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path
        let path = "\(folder)/invoice-test-\(name)-\(getpid()).pdf"
        try Data(pdf).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try pdfText(path).filter { !$0.isWhitespace }
    }
}
