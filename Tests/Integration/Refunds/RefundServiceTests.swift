import EventContracts
import JSON
import Kernel
import Messaging
import Observability
import RefundsAdapters
import RefundsApplication
import RefundsDomain
import Runtime
import TestKit
import Testing

extension RefundsTests {
    @Suite("The service of refunds")
    struct RefundServiceTests {
        private typealias Wire = RefundsWire

        @Test(
            "REF-05 REF-07 REF-08 REF-09 an order in its guarantee is applied for, approved once, and closed when the money has moved"
        )
        func atWill() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.saas, at: bench.clock.now()), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").status == 200
                    })
                let list = try await bench.ask("GET", "/refundable", as: "A-1", "buyer")
                #expect(list.body.at("/refundable/0/refundableFen")?.int64 == 16_900)

                let application: JSONValue = ["orderId": "O-1", "reason": "不再需要", "rulesAccepted": true]
                let applied = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k1", body: application)
                #expect(applied.status == 201 && applied.body["statusText"]?.string == "审核中")
                let again = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k1", body: application)
                #expect(again.body == applied.body)
                let second = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k2", body: application)
                #expect(second.status == 409 && second.body["rule"]?.string == "REF-08")
                let id = try #require(applied.body["refundId"]?.string)

                let review: JSONValue = ["verdict": "approve"]
                for _ in 0..<2 {
                    let reviewed = try await bench.ask(
                        "POST", "/refunds/\(id)/review", as: "S-1", "operator", key: "r1", body: review)
                    #expect(reviewed.status == 200 && reviewed.body["status"]?.string == "approved")
                }
                #expect(try await bench.ask("POST", "/refunds/\(id)/cancel", as: "A-1", "buyer").status == 409)
                let events = try await bench.published(2)
                #expect(events.first is Wire.RefundRequestedV1)
                let approved = try #require(events.last as? Wire.RefundApprovedV1)
                #expect(approved.cashFen == Money(fen: 16_900) && approved.voucherFen == .zero && !approved.automatic)

                for _ in 0..<2 {
                    try await bench.publish(OrdersWire.OrderRefundedV1.sample(id, at: bench.clock.now()), id: "f1")
                }
                let completed = try #require(try await bench.published(1).last as? Wire.RefundCompletedV1)
                #expect(completed.refundId == id)
                #expect(try await bench.ask("GET", "/refunds/\(id)", as: "A-2", "buyer").status == 404)
                #expect(try await bench.ask("GET", "/openapi.json", as: "A-1", "buyer").status == 200)
                let own = try await bench.ask("GET", "/refunds/\(id)", as: "A-1", "buyer")
                #expect(own.body["status"]?.string == "completed")
                let record = try await bench.ask("GET", "/refunds", as: "A-1", "buyer")
                #expect(record.body.at("/refunds/0/statusText")?.string == "退订成功")
                #expect(record.body.at("/refunds/0/expectedArrival/from")?.string == "2026-11-24")
                #expect(
                    try await bench.ask("GET", "/refundable", as: "A-1", "buyer").body["refundable"]?.array?.isEmpty
                        == true
                )
            }
        }

        @Test("DOM-05 a failed domain purchase is approved by itself, vouchers included, whichever is told first")
        func failedDomain() async throws {
            try await withService { bench in
                try await bench.publish(
                    PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.sample(at: bench.clock.now()), id: "d1")
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.partnerDomain, at: bench.clock.now()), id: "o1")
                let approved = try #require(try await bench.published(1).first as? Wire.RefundApprovedV1)
                #expect(approved.automatic && approved.refundId == "R-O-1")
                #expect(approved.cashFen == Money(fen: 16_900) && approved.voucherFen == Money(fen: 3_000))
            }
        }

        @Test("REF-05 what is outside the guarantee names its rule; other accounts' orders and cases do not exist")
        func excluded() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.api, at: bench.clock.now()), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").status == 409
                    })
                let why = try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer")
                #expect(why.body["rule"]?.string == "REF-02")
                #expect(try await bench.ask("GET", "/refundable/O-1", as: "A-2", "buyer").status == 404)
                let application: JSONValue = ["orderId": "O-1", "reason": "x", "rulesAccepted": true]
                #expect(
                    try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k1", body: application).status
                        == 409)
                #expect(
                    try await bench.ask("POST", "/refunds", as: "A-2", "buyer", key: "k1", body: application).status
                        == 404)
                #expect(try await bench.ask("POST", "/refunds", as: "A-1", "buyer", body: application).status == 400)
                #expect(try await bench.ask("GET", "/refunds/R-1", as: "A-1", "buyer").status == 404)
                #expect(
                    try await bench.ask(
                        "POST", "/refunds/R-1/review", as: "A-1", "buyer", key: "k", body: ["verdict": "approve"]
                    ).status == 403)
            }
        }

        @Test(
            "REF-02 REF-08 five days later the same order is out; a case taken back or rejected opens the product again"
        )
        func closing() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.saas, at: bench.clock.now()), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").status == 200
                    })
                let application: JSONValue = ["orderId": "O-1", "reason": "x", "rulesAccepted": true]
                let first = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k1", body: application)
                let firstID = try #require(first.body["refundId"]?.string)
                #expect(
                    try await bench.ask("POST", "/refunds/\(firstID)/cancel", as: "A-1", "buyer").body["status"]?.string
                        == "cancelled")
                let second = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k2", body: application)
                let secondID = try #require(second.body["refundId"]?.string)
                let inReview = try await bench.ask("GET", "/operator/refunds", as: "S-1", "operator")
                #expect(inReview.body["refunds"]?.array?.compactMap { $0["refundId"]?.string } == [secondID])
                let rejected = try await bench.ask(
                    "POST", "/refunds/\(secondID)/review", as: "S-1", "operator", key: "r",
                    body: ["verdict": "reject", "reason": "已使用"])
                #expect(rejected.body["rejectedBecause"]?.string == "已使用")
                let events = try await bench.published(4)
                #expect(
                    events.map { String(type(of: $0).type.split(separator: ".")[2]) }
                        == ["refund-requested", "refund-cancelled", "refund-requested", "refund-rejected"])
                bench.pass(.days(5))
                let late = try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer")
                #expect(late.status == 409 && late.body["rule"]?.string == "REF-02")
                let newest = try await bench.ask("GET", "/refunds?limit=1", as: "A-1", "buyer")
                #expect(newest.body.at("/refunds/0/refundId")?.string == secondID)
                let older = try await bench.ask("GET", "/refunds?limit=1&cursor=\(secondID)", as: "A-1", "buyer")
                #expect(older.body.at("/refunds/0/refundId")?.string == firstID)
            }
        }

        @Test("REF-04 a refund is approved only once the order's invoice has been reversed")
        func invoice() async throws {
            try await withService { bench in
                let now = bench.clock.now()
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.saas, at: now), id: "o1")
                try await bench.publish(InvoicingWire.InvoiceIssuedV1.sample(at: now), id: "i1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").body.at(
                            "/invoicesToReturn/0")?
                            .string == "I-1"
                    })
                let application: JSONValue = ["orderId": "O-1", "reason": "x", "rulesAccepted": true]
                let applied = try await bench.ask("POST", "/refunds", as: "A-1", "buyer", key: "k1", body: application)
                let id = try #require(applied.body["refundId"]?.string)
                func approve(_ key: String) async throws -> (status: Int, body: JSONValue) {
                    try await bench.ask(
                        "POST", "/refunds/\(id)/review", as: "S-1", "operator", key: key, body: ["verdict": "approve"])
                }
                let early = try await approve("r1")
                #expect(early.status == 409 && early.body["rule"]?.string == "REF-04")
                try await bench.publish(InvoicingWire.InvoiceReversedV1.sample(at: now), id: "i2")
                var attempt = 1
                #expect(
                    try await bench.eventually {
                        attempt += 1
                        return try await approve("r\(attempt)").status == 200
                    })
            }
        }

        @Test("REF-06 an operator's finding excludes a human service, until it is taken back")
        func findings() async throws {
            try await withService { bench in
                try await bench.publish(OrdersWire.OrderPaidV1.sample(.humanService, at: bench.clock.now()), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").status == 200
                    })
                func find(_ holds: Bool) async throws -> Int {
                    let body: JSONValue = [
                        "lineId": "O-1-1", "finding": "breach-of-law", "since": "2026-11-21T08:00:00Z",
                        "holds": .bool(holds),
                    ]
                    return try await bench.ask(
                        "POST", "/operator/guarantees/O-1/findings", as: "S-1", "operator", body: body
                    ).status
                }
                #expect(try await find(true) == 204)
                #expect(
                    try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").body["rule"]?.string == "REF-06")
                #expect(try await find(false) == 204)
                #expect(try await bench.ask("GET", "/refundable/O-1", as: "A-1", "buyer").status == 200)
            }
        }
    }
}

/// Runs `body` against the whole service.
func withService(_ body: (ServiceBench) async throws -> Void) async throws {
    try await ServiceBench.run(
        migrations: try RefundsService.migrations(), definition: { _, _ in RefundsService.definition() },
        router: { machine, pool, clock in
            RefundsService.router(CommandDesk(machine), PostgresRefundQueries(machine, pool), clock)
        }, body)
}

extension OrdersWire.OrderPaidV1 {
    fileprivate static func sample(_ type: OrdersWire.ProductType, at now: Instant) -> OrdersWire.OrderPaidV1 {
        OrdersWire.OrderPaidV1(
            orderId: "O-1", accountId: "A-1", vendorId: "V-1", vendorName: "示例服务商", seller: .thirdParty,
            orderType: .new, paymentId: "PAY-1",
            method: .online,
            lines: [
                OrdersWire.PaidLine(
                    lineId: "O-1-1", role: .product, productId: "P-1", productVersion: 1, productName: "云建站",
                    productType: type, choiceId: "c",
                    specification: "企业版", billing: .period, quantity: 1, priceFen: Money(fen: 19_900),
                    hasFiveDayRefund: true,
                    agreementVersion: "1", agreementDigest: String(repeating: "0", count: 64), agreementAcceptedAt: now,
                    offerId: "OF-1",
                    cashFen: Money(fen: 16_900), voucherFen: Money(fen: 3_000))
            ], totalFen: Money(fen: 19_900), cashFen: Money(fen: 16_900), voucherFen: Money(fen: 3_000), placedAt: now,
            paidAt: now)
    }
}

extension OrdersWire.OrderRefundedV1 {
    fileprivate static func sample(_ refundID: String, at now: Instant) -> OrdersWire.OrderRefundedV1 {
        OrdersWire.OrderRefundedV1(
            refundId: refundID, orderId: "O-1", accountId: "A-1", vendorId: "V-1",
            amounts: [OrdersWire.RefundedLine(lineId: "O-1-1", cashFen: Money(fen: 16_900), voucherFen: .zero)],
            cashFen: Money(fen: 16_900),
            voucherFen: .zero, method: .online, isWholeOrder: true, refundedAt: now)
    }
}

extension PartnerDomainFulfilmentWire.DomainPurchaseFailedV1 {
    fileprivate static func sample(at now: Instant) -> PartnerDomainFulfilmentWire.DomainPurchaseFailedV1 {
        PartnerDomainFulfilmentWire.DomainPurchaseFailedV1(
            orderId: "O-1", lineId: "O-1-1", accountId: "A-1", domain: "example.com", source: .sedo,
            reason: .staleListing, listingStale: true,
            failedAt: now)
    }
}

extension InvoicingWire.InvoiceIssuedV1 {
    fileprivate static func sample(at now: Instant) -> InvoicingWire.InvoiceIssuedV1 {
        InvoicingWire.InvoiceIssuedV1(
            orderId: "O-1", accountId: "A-1", sellerId: "V-1", applicationId: "IA-1", invoiceId: "I-1",
            invoiceNumber: "26330000000000000001",
            medium: .electronic, amountFen: Money(fen: 16_900), issuedAt: now)
    }
}

extension InvoicingWire.InvoiceReversedV1 {
    fileprivate static func sample(at now: Instant) -> InvoicingWire.InvoiceReversedV1 {
        InvoicingWire.InvoiceReversedV1(
            orderId: "O-1", accountId: "A-1", sellerId: "V-1", applicationId: "IA-1", invoiceId: "I-1",
            reason: .returned, reversedAt: now)
    }
}
