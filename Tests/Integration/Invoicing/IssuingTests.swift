import EventContracts
import JSON
import Kernel
import Observability
import PostgresClient
import TestKit
import Testing

extension InvoicingTests {
    @Suite("What vendors issue and buyers take back") struct IssuingTests {
        private static let vendor = "A-2 vendor V-1"
        private static let buyer = "A-1 buyer"

        /// A paid order of V-1 that can be invoiced, of an account with a profile and an address.
        private func prepare(_ bench: ServiceBench) async throws {
            try await bench.publish(OrdersWire.OrderPaidV1.sample(.thirdParty, at: bench.clock.now()), id: "o1")
            #expect(try await bench.eventually { try await bench.openOrders(seller: "V-1") == 1 })
            try await bench.fillInProfile()
            let address: JSONValue = [
                "addresses": [
                    ["recipient": "李雷", "phone": "13800138000", "region": "浙江省杭州市", "street": "文一路1号", "default": true]
                ]
            ]
            #expect(
                try await bench.request("PUT", "/mailing-addresses", as: Self.buyer, body: address).status == 200)
        }

        /// Applies, and waits until the vendor has to act; gives the application's path for its buyer and its id.
        private func apply(_ bench: ServiceBench, _ medium: String, key: String, until status: String) async throws
            -> String
        {
            let made = try await bench.request(
                "POST", "/invoice-applications", as: Self.buyer, key: key,
                body: ["sellerId": "V-1", "orderIds": ["O-1"], "medium": .string(medium)])
            let path = try #require(made.header("Location"))
            #expect(
                try await bench.eventually {
                    try await bench.request("GET", path, as: Self.buyer).body["status"] == .string(status)
                })
            return String(path.dropFirst("/invoice-applications/".count))
        }

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await withService { bench in
                #expect(try await bench.findingsOfOversized(readBy: "invoicing").isEmpty)
                try await prepare(bench)
            }
        }

        @Test("INV-05 INV-07 A vendor sees what waits for it and issues on paper; others neither see nor issue it")
        func paper() async throws {
            try await withService { bench in
                try await prepare(bench)
                let id = try await apply(bench, "paper", key: "k1", until: "awaiting-issuer")
                func waiting(_ asker: String) async throws -> [String] {
                    try await bench.request("GET", "/vendor/invoice-applications", as: asker).body["applications"]?
                        .array?.compactMap { $0["applicationId"]?.string } ?? []
                }
                #expect(try await waiting(Self.vendor) == [id])
                #expect(try await waiting("A-4 vendor V-2").isEmpty)
                #expect(
                    try await bench.request("GET", "/vendor/invoice-applications", as: Self.buyer).status == 403)
                let path = "/issuer/invoice-applications/\(id)"
                let shown = try await bench.request("GET", path, as: Self.vendor)
                #expect(shown.body.at("/address/phone") == "13800138000" && shown.body.at("/title/name") != nil)
                #expect(try await bench.request("GET", path, as: "A-4 vendor V-2").status == 404)
                #expect(try await bench.request("GET", path, as: Self.buyer).status == 403)

                let sent: JSONValue = [
                    "paper": [
                        "number": "12345678", "issuerName": "示例服务商", "issuerTaxNumber": "91110108551385082Q",
                        "carrier": "顺丰", "trackingNumber": "SF1",
                    ]
                ]
                #expect(
                    try await bench.request("POST", path + "/issue", as: "A-4 vendor V-2", key: "i0", body: sent).status
                        == 404)
                #expect(
                    try await bench.request("POST", path + "/issue", as: Self.buyer, key: "i0", body: sent).status
                        == 403)
                let wrong = try await bench.request("POST", path + "/issue", as: Self.vendor, key: "i1", body: [:])
                #expect(wrong.status == 422 && wrong.body["rule"] == "INV-05")
                #expect(
                    try await bench.request("POST", path + "/issue", as: Self.vendor, key: "i2", body: sent).status
                        == 202)
                let issued = try #require(try await bench.published(2).last as? InvoicingWire.InvoiceIssuedV1)
                #expect(issued.invoiceNumber == "12345678" && issued.medium == .paper)
                let application = try await bench.request("GET", "/invoice-applications/\(id)", as: Self.buyer)
                #expect(application.body.at("/shipment/trackingNumber") == "SF1")
                let invoice = try await bench.request("GET", "/invoices/\(issued.invoiceId)", as: Self.vendor)
                #expect(invoice.body["sellerId"] == "V-1" && invoice.body["kind"] == "blue")
                #expect(
                    try await bench.request("GET", "/invoices/\(issued.invoiceId)/pdf", as: Self.buyer).status == 404)
                #expect(try await waiting(Self.vendor).isEmpty)
            }
        }

        @Test(
            "INV-05 A vendor that lets its invoices be issued electronically issues by one call, and there is a document"
        )
        func electronic() async throws {
            try await withService { bench in
                try await prepare(bench)
                let issuing: JSONValue = ["name": "示例服务商", "taxNumber": "91110108551385082Q", "electronic": true]
                let path = "/vendor/issuing"
                #expect(try await bench.request("PUT", path, as: Self.buyer, body: issuing).status == 403)
                let wrong: JSONValue = ["name": "x", "taxNumber": "91110108551385082X", "electronic": true]
                #expect(try await bench.request("PUT", path, as: Self.vendor, body: wrong).status == 422)
                #expect(try await bench.request("PUT", path, as: Self.vendor, body: issuing).status == 204)
                let id = try await apply(bench, "electronic", key: "k1", until: "awaiting-issuer")
                let issue = "/issuer/invoice-applications/\(id)/issue"
                #expect(try await bench.request("POST", issue, as: Self.vendor, key: "i", body: [:]).status == 202)
                let issued = try #require(try await bench.published(2).last as? InvoicingWire.InvoiceIssuedV1)
                let pdf = try await bench.request("GET", "/invoices/\(issued.invoiceId)/pdf", as: Self.buyer)
                #expect(pdf.status == 200 && pdf.bytes.starts(with: Array("%PDF-".utf8)))
                let data = try await bench.request("GET", "/invoices/\(issued.invoiceId)/data", as: Self.vendor)
                #expect(data.body.at("/seller/name") == "示例服务商" && data.body["totalFen"] == 16_900)
                #expect(
                    try await bench.request("GET", "/invoices/\(issued.invoiceId)/data", as: "A-4 vendor V-2").status
                        == 404)
            }
        }

        @Test("INV-04 An application that waits is taken back by its buyer alone, and its orders can be invoiced again")
        func cancellation() async throws {
            try await withService { bench in
                try await prepare(bench)
                let id = try await apply(bench, "paper", key: "k1", until: "awaiting-issuer")
                #expect(try await bench.openOrders(seller: "V-1") == 0)
                let path = "/invoice-applications/\(id)/cancellation"
                #expect(try await bench.request("POST", path, as: "A-9 buyer").status == 404)
                #expect(try await bench.request("POST", path, as: Self.vendor).status == 403)
                #expect(try await bench.request("GET", "/invoice-applications/\(id)", as: "A-9 buyer").status == 404)
                #expect(try await bench.request("POST", path, as: Self.buyer).body["status"] == "cancelled")
                #expect(try await bench.eventually { try await bench.openOrders(seller: "V-1") == 1 })
                let late = try await bench.request(
                    "POST", "/issuer/invoice-applications/\(id)/issue", as: Self.vendor, key: "i", body: [:])
                #expect(late.status == 409)
            }
        }

        @Test("INV-02 Addresses are shown to their owner with the version a change must name")
        func addresses() async throws {
            try await withService { bench in
                let path = "/mailing-addresses"
                #expect(try await bench.request("GET", path, as: Self.buyer).body["addresses"]?.array?.isEmpty == true)
                try await prepare(bench)
                let shown = try await bench.request("GET", path, as: Self.buyer)
                #expect(shown.body.at("/addresses/0/recipient") == "李雷")
                #expect(try await bench.request("GET", path, as: Self.vendor).status == 403)
                let tag = try #require(shown.header("ETag"))
                let none: JSONValue = ["addresses": []]
                #expect(try await bench.request("PUT", path, as: Self.buyer, ifMatch: tag, body: none).status == 200)
                #expect(try await bench.request("PUT", path, as: Self.buyer, ifMatch: tag, body: none).status == 412)
                #expect(try await bench.request("GET", "/openapi.json").status == 200)
            }
        }

        @Test("INV-06 INV-09 A domain is invoiced once it is produced, and a refund before that lowers what can be")
        func facts() async throws {
            try await withService { bench in
                let now = JSONValue.string(bench.clock.now().rfc3339)
                try await bench.publish(
                    OrdersWire.OrderPaidV1.example([
                        "orderId": "O-2", "accountId": "A-1", "vendorId": "sedo", "seller": "first-party",
                        "cashFen": 16_900, "placedAt": now, "paidAt": now,
                        "domain": [
                            "name": "example.com", "source": "sedo", "listingId": "L-1", "ownerKind": "individual",
                            "registrantTemplateId": "RT-1", "papersOnTemplate": false,
                        ],
                    ]), id: "o2")
                // The same topic and key: what is known of one is known of the other.
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.firstParty, at: bench.clock.now()), id: "o1")
                #expect(try await bench.eventually { try await bench.openOrders() == 1 })
                let about: JSONMembers = ["orderId": "O-2", "accountId": "A-1", "vendorId": "sedo"]
                try await bench.publish(OrdersWire.OrderProducedV1.example(about), id: "produced")
                #expect(try await bench.eventually { try await bench.openOrders() == 2 })
                try await bench.publish(
                    OrdersWire.OrderRefundedV1.example([
                        "refundId": "R-1", "orderId": "O-1", "accountId": "A-1", "vendorId": "V-1", "cashFen": 900,
                        "voucherFen": 0,
                    ]), id: "refunded")
                func open() async throws -> Int64? {
                    try await bench.request("GET", "/invoiceable", as: Self.buyer).body.at("/sellers/0/invoiceableFen")?
                        .int64
                }
                #expect(try await bench.eventually { try await open() == 16_900 + 16_000 })
                // The same refund under another id, and another one behind it.
                for (id, refund, fen) in [("again", "R-1", 900), ("other", "R-2", 1_000)] as [(String, String, Int64)] {
                    try await bench.publish(
                        OrdersWire.OrderRefundedV1.example([
                            "refundId": .string(refund), "orderId": "O-1", "accountId": "A-1", "vendorId": "V-1",
                            "cashFen": .int(fen), "voucherFen": 0,
                        ]), id: "refunded-\(id)")
                }
                #expect(try await bench.eventually { try await open() == 16_900 + 15_000 })
            }
        }

        @Test("INV-04 What nobody here knows how to tax is not invoiced at a guess: it waits, naming what is not known")
        func unknownType() async throws {
            try await withService { bench in
                let paid = OrdersWire.OrderPaidV1.sample(.firstParty, at: bench.clock.now()).json()
                let text = String(decoding: paid, as: UTF8.self).replacing(#""saas""#, with: #""ai-agent""#)
                try await bench.publish(
                    Array(text.utf8), as: OrdersWire.OrderPaidV1.self, key: "O-1", id: "o1")
                func reasons() async throws -> [String] {
                    try await bench.pool.withConnection { try await $0.query("SELECT reason FROM parked") }.map {
                        try $0.get("reason")
                    }
                }
                #expect(try await bench.eventually { try await reasons().count == 1 })
                #expect(try await reasons().first?.contains("productType") == true)
                #expect(try await bench.openOrders() == 0)
            }
        }
    }
}
