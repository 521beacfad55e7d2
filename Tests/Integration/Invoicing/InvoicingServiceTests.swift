import Crypto
import EventContracts
import InvoicingAdapters
import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel
import Messaging
import Observability
import PostgresClient
import Runtime
import TestKit
import Testing

extension InvoicingTests {
    @Suite("The service of invoicing")
    struct InvoicingServiceTests {
        private typealias Wire = InvoicingWire

        @Test(
            "INV-03 INV-04 INV-05 INV-10 REF-04 a paid order is invoiced at once, once, and the invoice can be reversed"
        )
        func firstParty() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.firstParty, at: bench.clock.now()), id: "o1")
                #expect(try await bench.eventually { try await bench.openOrders() == 1 })
                let sellers = try await bench.ask("GET", "/invoiceable", as: "A-1", "buyer")
                #expect(sellers.body.at("/sellers/0/invoiceableFen")?.int64 == 16_900)

                let application: JSONValue = ["sellerId": "first-party", "orderIds": ["O-1"], "medium": "electronic"]
                let early = try await bench.ask(
                    "POST", "/invoice-applications", as: "A-1", "buyer", key: "k0", body: application)
                #expect(early.status == 409 && early.body["rule"]?.string == "INV-01")
                try await bench.fillInProfile()
                let empty: JSONValue = ["sellerId": "first-party", "orderIds": [], "medium": "electronic"]
                let nothing = try await bench.ask(
                    "POST", "/invoice-applications", as: "A-1", "buyer", key: "k1", body: empty)
                #expect(nothing.body["rule"]?.string == "INV-04")
                for _ in 0..<2 {
                    #expect(
                        try await bench.ask(
                            "POST", "/invoice-applications", as: "A-1", "buyer", key: "k2", body: application
                        ).status == 201)
                }
                let events = try await bench.published(2)
                #expect(events.first is Wire.InvoiceAppliedV1)
                let issued = try #require(events.last as? Wire.InvoiceIssuedV1)
                #expect(issued.orderId == "O-1" && issued.invoiceNumber == "26441000000000000001")

                let list = try await bench.ask("GET", "/invoices", as: "A-1", "buyer")
                #expect(list.body["invoices"]?.array?.count == 1)
                let data = try await bench.ask("GET", "/invoices/\(issued.invoiceId)/data", as: "A-1", "buyer")
                #expect(data.body.at("/buyer/bankAccount")?.string == "571900000000017")
                for path in ["", "/pdf", "/data"] {
                    #expect(
                        try await bench.ask("GET", "/invoices/\(issued.invoiceId)\(path)", as: "A-2", "buyer").status
                            == 404
                    )
                }
                let pdf = try await bench.request("GET", "/invoices/\(issued.invoiceId)/pdf", as: "A-1 buyer")
                #expect(pdf.bytes.starts(with: Array("%PDF-".utf8)))
                #expect(try await bench.openOrders() == 0)

                let reversal: JSONValue = ["reason": "returned"]
                let path = "/invoices/\(issued.invoiceId)/reversal"
                #expect(try await bench.ask("POST", path, as: "A-1", "buyer", key: "r", body: reversal).status == 403)
                #expect(
                    try await bench.ask("POST", path, as: "S-1", "operator", key: "r", body: reversal).status == 202)
                let reversed = try #require(try await bench.published(1).first as? Wire.InvoiceReversedV1)
                #expect(reversed.invoiceId == issued.invoiceId && reversed.reversedBy == issued.invoiceId + "-R")
                #expect(try await bench.openOrders() == 1)
            }
        }

        @Test("INV-02 INV-05 INV-07 a vendor's paper needs an address, and a late vendor is reminded and shown")
        func thirdParty() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.thirdParty, at: bench.clock.now()), id: "o1")
                #expect(try await bench.eventually { try await bench.openOrders(seller: "V-1") == 1 })
                try await bench.fillInProfile()
                let application: JSONValue = ["sellerId": "V-1", "orderIds": ["O-1"], "medium": "paper"]
                let homeless = try await bench.ask(
                    "POST", "/invoice-applications", as: "A-1", "buyer", key: "k1", body: application)
                #expect(homeless.body["rule"]?.string == "INV-02")
                let address: JSONValue = [
                    "addresses": [
                        [
                            "recipient": "李雷", "phone": "13800138000", "region": "浙江省杭州市", "street": "文一路1号",
                            "default": true,
                        ]
                    ]
                ]
                #expect(
                    try await bench.ask("PUT", "/mailing-addresses", as: "A-1", "buyer", body: address).status == 200)
                #expect(
                    try await bench.ask("PUT", "/mailing-addresses", as: "A-1", "buyer", body: address).status == 428)
                #expect(
                    try await bench.ask(
                        "POST", "/invoice-applications", as: "A-1", "buyer", key: "k2", body: application
                    )
                    .status == 201)
                #expect(try await bench.published(1).first is Wire.InvoiceAppliedV1)
                #expect(
                    try await bench.eventually {
                        let list = try await bench.ask("GET", "/invoice-applications", as: "A-1", "buyer")
                        return list.body.at("/applications/0/status")?.string == "awaiting-issuer"
                    })
                bench.pass(.days(7))
                let reminded = try #require(try await bench.published(1).first as? Wire.InvoiceIssueRemindedV1)
                #expect(reminded.sellerId == "V-1" && reminded.amountFen == Money(fen: 16_900))
                let late = try await bench.ask("GET", "/operator/invoice-applications", as: "S-1", "operator")
                #expect(late.body.at("/applications/0/applicationId")?.string == reminded.applicationId)
            }
        }

        @Test("INV-01 the one profile is changed only from the version that was read, and never shows the account")
        func profile() async throws {
            try await withService { bench in
                #expect(try await bench.ask("GET", "/billing-profile", as: "A-1", "buyer").status == 404)
                try await bench.fillInProfile()
                let shown = try await bench.ask("GET", "/billing-profile", as: "A-1", "buyer")
                #expect(shown.body["bankAccountEndsWith"]?.string == "0017" && shown.body["bankAccount"] == nil)
                #expect(
                    try await bench.ask("PUT", "/billing-profile", as: "A-1", "buyer", body: ["kind": "individual"])
                        .status
                        == 428)
                #expect(try await bench.ask("GET", "/billing-profile", as: "A-2", "buyer").status == 404)
            }
        }
    }
}

extension ServiceBench {
    func fillInProfile(of account: String = "A-1") async throws {
        let profile: JSONValue = [
            "kind": "enterprise", "name": "杭州示例科技有限公司", "invoiceType": "special", "taxNumber": "91110108551385082Q",
            "bank": "招商银行杭州分行",
            "bankAccount": "571900000000017",
        ]
        let answer = try await ask("PUT", "/billing-profile", as: account, "buyer", body: profile)
        #expect(answer.status == 200)
    }

    func openOrders(seller: String = "first-party") async throws -> Int? {
        try await ask("GET", "/invoiceable?seller=\(seller)", as: "A-1", "buyer").body["orders"]?.array?.count
    }
}

/// Runs `body` against the whole service.
func withService(_ body: (ServiceBench) async throws -> Void) async throws {
    let box = try SecretBox(keys: ["k1": [UInt8](repeating: 7, count: 32)], current: "k1")
    try await ServiceBench.run(
        migrations: try InvoicingService.migrations(),
        definition: { pool, _ in InvoicingService.definition(press: InvoicePress(DocumentStore(box, pool))) },
        router: { machine, pool, _ in
            let queries = PostgresInvoiceQueries(machine, pool, DocumentStore(box, pool))
            let applying = Applying(
                queries: queries, platform: Issuer(name: "示例云市场有限公司", taxNumber: "91350100M000100Y43"), series: "441")
            return InvoicingService.router(desk: CommandDesk(machine), queries: queries, applying: applying)
        }, body)
}

extension OrdersWire.OrderPaidV1 {
    static func sample(_ seller: OrdersWire.Seller, at now: Instant) -> OrdersWire.OrderPaidV1 {
        OrdersWire.OrderPaidV1(
            orderId: "O-1", accountId: "A-1", vendorId: "V-1", vendorName: "示例服务商", seller: seller, orderType: .new,
            paymentId: "PAY-1",
            method: .online,
            lines: [
                OrdersWire.PaidLine(
                    lineId: "O-1-1", role: .product, productId: "P-1", productVersion: 1, productName: "云建站",
                    productType: .saas, choiceId: "c",
                    specification: "企业版", billing: .period, quantity: 1, priceFen: Money(fen: 19_900),
                    hasFiveDayRefund: true,
                    agreementVersion: "1", agreementDigest: String(repeating: "0", count: 64), agreementAcceptedAt: now,
                    offerId: "OF-1",
                    cashFen: Money(fen: 16_900), voucherFen: Money(fen: 3_000))
            ], totalFen: Money(fen: 19_900), cashFen: Money(fen: 16_900), voucherFen: Money(fen: 3_000), placedAt: now,
            paidAt: now)
    }
}
