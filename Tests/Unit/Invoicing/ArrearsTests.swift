import DomainTestKit
import InvoicingDomain
import Kernel
import Testing

@Suite struct ArrearsTests {
    @Test("INV-06 Two accounts and sellers never share their arrears, whatever their names hold")
    func keys() {
        #expect(Arrears.id(accountID: "A:V-2", sellerID: "V-3") != Arrears.id(accountID: "A", sellerID: "V-2:V-3"))
        #expect(Arrears.id(accountID: "A-1", sellerID: "V-2") == "A-1:V-2")
    }

    @Test("INV-06 Arrears are offset first, an invoice never falls below zero, the rest is carried on")
    func carriedOn() throws {
        let books = Books()
        for (id, fen) in [("O-1", 1_000), ("O-2", 300), ("O-3", 900)] as [(String, Int64)] {
            try books.pay(id, fen, seller: Seller.firstPartyID)
        }
        try books.apply("IA-1", ["O-1"])
        try books.fact("O-1", .refunded(refundID: "R-1", cash: Money(fen: 1_000)))
        #expect(books.owed == Money(fen: 1_000))
        try books.apply("IA-2", ["O-2"])
        #expect(books.applications["IA-2"]?.status == .settled)
        #expect(books.owed == Money(fen: 700))
        try books.apply("IA-3", ["O-3"])
        #expect(books.applications["IA-3"]?.invoice?.total == Money(fen: 200))
        #expect(books.owed == .zero)
    }

    @Test(
        "INV-06 Arrears are of the largest amount at most: what would exceed it is refused, and fits when something was offset"
    )
    func largest() throws {
        var arrears = Scenario<Arrears>("A-1:V-1", at: Instant(microseconds: 0))
        try arrears.take(.owe(Money.limit))
        for input in [Arrears.Input.owe(Money(fen: 1)), .restore(Money(fen: 1))] {
            #expect(arrears.when(input).refusal == "INV-06 arrears-too-high")
        }
        try arrears.take(.offset(applicationID: "IA-1", gross: Money(fen: 1)))
        try arrears.take(.restore(Money(fen: 1)))
        #expect(arrears.state.balance == Money.limit)
    }

    @Test("INV-06 A refund before invoicing lowers what can be invoiced; vouchers never count")
    func deducted() throws {
        let books = Books()
        try books.pay("O-1", 1_000, seller: Seller.firstPartyID)
        try books.pay("O-2", 0, seller: Seller.firstPartyID)
        try books.fact("O-1", .refunded(refundID: "R-1", cash: Money(fen: 1_000)))
        #expect(books.invoiceables["O-1"]?.standing == .nothingLeft)
        #expect(books.invoiceables["O-2"]?.standing == .nothingLeft)
        #expect(books.owed == .zero)
    }

    @Test("INV-06 A refund that is told again counts once, two refunds of the same sum count twice")
    func toldAgain() throws {
        let books = Books()
        try books.pay("O-1", 1_000, seller: Seller.firstPartyID)
        for id in ["R-1", "R-2", "R-1"] { try books.fact("O-1", .refunded(refundID: id, cash: Money(fen: 300))) }
        #expect(books.invoiceables["O-1"]?.standing == .open(Money(fen: 400)))
        try books.apply("IA-1", ["O-1"])
        for id in ["R-1", "R-3", "R-3"] { try books.fact("O-1", .refunded(refundID: id, cash: Money(fen: 100))) }
        #expect(books.owed == Money(fen: 100))
    }

    /// Whatever happens in whatever order: what is invoiced, plus what can be, less arrears, is what was paid less what went back.
    @Test("INV-06 Invoices, open amounts and arrears always balance payments and refunds", arguments: UInt64(1)...40)
    func balance(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let books = Books()
        var (paid, refunded) = (Int64(0), Int64(0))
        var left: [String: Int64] = [:]
        for step in 0..<120 {
            let orders = left.keys.sorted()
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let fen = Int64.random(in: 1...5_000, using: &random)
                try books.pay("O-\(step)", fen, seller: Seller.firstPartyID)
                left["O-\(step)"] = fen
                paid += fen
            case 1 where !orders.isEmpty:
                let id = orders[Int.random(in: orders.indices, using: &random)]
                let fen = Int64.random(in: 0...left[id, default: 0], using: &random)
                // Told again, by whatever message, a refund is the same refund.
                for _ in 0...Int.random(in: 0..<2, using: &random) {
                    try books.fact(id, .refunded(refundID: "R-\(step)", cash: Money(fen: fen)))
                }
                left[id, default: 0] -= fen
                refunded += fen
            case 2, 3: try? books.apply("IA-\(step)", orders.filter { _ in random.chance(33) })
            default:
                let issued = books.applications.filter { $0.value.status == .issued }.keys.sorted()
                if !issued.isEmpty {
                    try? books.command(
                        issued[Int.random(in: issued.indices, using: &random)], .reverse(.wrong, by: .operator))
                }
                try books.settle()
            }
            #expect(books.invoiced + books.open - books.owed == Money(fen: paid - refunded))
            #expect(books.owed >= .zero)
            #expect(books.rendered.allSatisfy { $0.isRed || $0.total > .zero })
        }
        #expect(Set(books.rendered.map(\.number)).count == books.rendered.count)
        // What arrears covered in full took as much of them as it would have cost, and is on no invoice.
        for settled in books.applications.values where settled.status == .settled {
            #expect(settled.offset == settled.gross)
            #expect(settled.invoice == nil)
        }
    }
}
