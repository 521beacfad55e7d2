import EventContracts
import HTTPClient
import JSON
import Kernel
import Observability
import Offers
import PostgresClient
import Synchronization
import TestKit
import Testing

@testable import OrdersAdapters

extension OrdersTests {
    /// What other services say, on the real topic and database.
    @Suite("What orders makes of others' events") struct InboundTests {
        private struct Page: Decodable {
            let items: [OrderView]
        }

        private func orders(_ service: WholeService, of buyer: String) async throws -> [OrderView] {
            try await service.call("GET", "/orders", as: "\(buyer) buyer").read(Page.self).items
        }

        @Test(
            "CRW-06 An accepted proposal becomes its buyer's order; ORD-07 when the demand is withdrawn, it is cancelled"
        )
        func demands() async throws {
            try await withOrders { service in
                // Its product is a human service, as the example of the contract has it.
                try await service.hear(CatalogWire.ProductListedV1.example())
                let accepted = try CrowdsourcingWire.ProposalAcceptedV1.example([
                    "demandId": "D-1", "buyerId": "A-1", "at": .string(service.clock.now().rfc3339),
                ])
                try await service.hear(accepted)
                let placed = try await service.eventually(
                    { try await orders(service, of: "A-1") }, is: { !$0.isEmpty })
                let order = try #require(placed.first)
                #expect(placed.count == 1 && order.status == "unpaid" && order.demandId == "D-1")
                #expect(order.totalFen == accepted.totalFen && order.proposalId == accepted.proposalId)
                try await service.hear(
                    CrowdsourcingWire.DemandWithdrawnV1.example([
                        "demandId": "D-1", "openAcceptanceId": .string(accepted.acceptanceId),
                    ]))
                let ended = try await service.order(order.orderId, becomes: "cancelled")
                #expect(ended.status == "cancelled")
                #expect(try await service.published(order.orderId) == ["order-placed", "order-cancelled"])
            }
        }

        @Test(
            "REF-08 A case that is taken back or rejected opens the order again", arguments: ["cancelled", "rejected"])
        func reopened(_ end: String) async throws {
            try await withOrders { service in
                try await service.listProduct()
                try await service.fund("A-1", cash: 19_900)
                let order = try await service.place(try service.offer("OF-1"))
                _ = try await service.pay(order)
                _ = try await service.order(order.orderId, becomes: "produced")
                let about: JSONMembers = [
                    "refundId": "R-1", "orderId": .string(order.orderId), "accountId": "A-1", "vendorId": "V-1",
                ]
                try await service.hear(RefundsWire.RefundRequestedV1.example(about))
                func isClosed() async throws -> Bool { try await service.order(order.orderId).isClosedForRefund }
                #expect(try await service.eventually(isClosed, is: { $0 }))
                if end == "cancelled" {
                    try await service.hear(RefundsWire.RefundCancelledV1.example(about))
                } else {
                    try await service.hear(RefundsWire.RefundRejectedV1.example(about))
                }
                #expect(try await service.eventually(isClosed, is: { !$0 }) == false)
                let detail = try await service.call("GET", "/orders/\(order.orderId)")
                let timeline = try JSONValue(parsing: detail.text).array(at: "/timeline")
                let reopening = timeline.last { $0["what"] == "reopened" }
                #expect(reopening?["refundId"] == "R-1" && reopening?["reason"] == .string(end))
            }
        }

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await withOrders { service in
                let findings = try await OversizedMessage.findings(readBy: "orders", in: service.pool) { message, key in
                    try await service.hear(message.value.bytes(), as: message.type, key: key)
                } wait: { condition in
                    try await service.eventually(condition, is: { $0 })
                }
                #expect(findings.isEmpty)
                try await service.introduce("A-1")
            }
        }

        @Test(
            "A callback that is not signed is answered alike whatever it says: the signature is checked before the body"
        )
        func unsignedCallback() async throws {
            try await withOrders { service in
                let paid = #"{"eventId":"e1","type":"payment.paid","paymentId":"PAY-x","paidFen":5}"#
                let (timestamp, mac) = ProviderSignature(secret: Array("wrong".utf8)).sign(
                    Array(paid.utf8), at: service.clock.now())
                let wrong = [("X-Timestamp", timestamp), ("X-Signature", mac)].map { OutboundHeader($0.0, $0.1) }
                var answers: Set<String> = []
                for body in [paid, "not json", #"{"paidFen":-5}"#, ""] {
                    for headers in [[], [wrong[0]], [wrong[1]], wrong] {
                        let answer = try await service.call(
                            "POST", "/payment-callbacks/cashier", body, as: nil, headers: headers)
                        #expect(answer.status == 401, "\(body)")
                        answers.insert(answer.text)
                    }
                }
                #expect(answers.count == 1)
            }
        }

        @Test("C04 A callback over more than any amount is refused, and the ledger adds up")
        func oversizedCallback() async throws {
            try await withOrders { service in
                for payment in ["PAY-x", "PAY-y"] {
                    for fen in [Int64.max, Money.limit.fen + 1] {
                        let body =
                            #"{"eventId":"e1","type":"payment.paid","paymentId":"\#(payment)","paidFen":\#(fen)}"#
                        #expect(try await service.callback(body) == 400)
                    }
                }
                let most = #"{"eventId":"e2","type":"payment.paid","paymentId":"PAY-z","paidFen":\#(Money.limit.fen)}"#
                #expect(try await service.callback(most) == 204)
                func refunds() -> [Int64] { service.world.state.withLock { $0.refunds.values.map { Int64($0) } } }
                #expect(try await service.eventually(refunds, is: { !$0.isEmpty }) == [Money.limit.fen])
                // Throws if it does not add up.
                _ = try await service.ledger()
            }
        }

        @Test("ORD-12 A domain that was bought once can be bought by another buyer when it is listed again")
        func soldAgain() async throws {
            try await withOrders { service in
                let first = try await service.paidDomainOrder()
                try await service.hear(
                    PartnerDomainFulfilmentWire.DomainPurchasedV1.example([
                        "orderId": .string(first.orderId), "lineId": .string("\(first.orderId)-1"), "accountId": "A-1",
                        "domain": "example.com",
                    ]))
                #expect(try await service.order(first.orderId, becomes: "produced").status == "produced")
                service.advance(by: .minutes(1))
                #expect(try await service.paidDomainOrder(of: "A-2", offer: "OF-2").status == "processing")
            }
        }

        @Test("DOM-05 A domain that was not got ends the order as failed, saying why")
        func failedDomain() async throws {
            try await withOrders { service in
                let order = try await service.paidDomainOrder()
                try await service.hear(
                    PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.example([
                        "orderId": .string(order.orderId), "lineId": .string("\(order.orderId)-1"),
                        "accountId": "A-1", "domain": "example.com",
                    ]))
                let failed = try await service.order(order.orderId, becomes: "failed")
                #expect(failed.status == "failed" && failed.statusText == "购买失败")
                #expect(failed.lines.first?.state == "failed")
            }
        }
    }
}

extension WholeService {
    /// An order for `example.com` that is with the partner.
    fileprivate func paidDomainOrder(of buyer: String = "A-1", offer id: String = "OF-1") async throws -> OrderView {
        try await fund(buyer, cash: 8_900)
        try await hear(
            AccountsWire.AccountChangedV1.example([
                "accountId": .string(buyer), "isClosed": false,
                "registrantTemplates": [
                    [
                        "templateId": "RT-1", "kind": "individual", "isVerified": true, "isComplete": true,
                        "hasPapers": false,
                    ]
                ],
            ]))
        _ = try await eventually(
            {
                try await pool.withConnection {
                    try await $0.query("SELECT 1 FROM registrant_template WHERE account = \(buyer)")
                }.count
            }, is: { $0 == 1 })
        let domain = Offer.Domain(
            name: "example.com", partner: "sedo", partnerReference: "L-1", domainPrice: Money(fen: 8_000),
            firstYearRenewal: Money(fen: 900))
        let order = try await place(
            try offer(id, .partnerDomain, fen: 8_900, buyer: buyer, domain: domain), as: "\(buyer) buyer",
            owner: #","owner":{"kind":"individual","registrantTemplateId":"RT-1"}"#)
        _ = try await pay(order, as: "\(buyer) buyer")
        return try await self.order(order.orderId, as: "\(buyer) buyer", becomes: "processing")
    }
}
