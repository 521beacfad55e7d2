import EventContracts
import JSON
import Kernel
import Observability
import PostgresClient
import Synchronization
import TestKit
import Testing

@testable import OrdersAdapters

extension OrdersTests {
    /// What went wrong at others' shops, on the real topics and database.
    @Suite("Cases that others met") struct CaseTests {
        private func orders(_ service: WholeService) async throws -> [OrderView] {
            struct Page: Decodable { let items: [OrderView] }
            return try await service.call("GET", "/orders").read(Page.self).items
        }

        @Test(
            "CRW-06 A proposal that is accepted again the same day becomes a second order; CRW-07 one whose demand was withdrawn before becomes none"
        )
        func acceptances() async throws {
            try await withOrders { service in
                try await service.hear(CatalogWire.ProductListedV1.example())
                func accept(_ number: Int) async throws {
                    try await service.hear(
                        CrowdsourcingWire.ProposalAcceptedV1.example([
                            "demandId": "D-1", "acceptanceId": .string("D-1-\(number)"), "buyerId": "A-1",
                            "at": .string(service.clock.now().rfc3339),
                        ]))
                }
                try await accept(1)
                let first = try await service.eventually({ try await orders(service) }, is: { $0.count == 1 })
                let id = try #require(first.first?.orderId)
                #expect(try await service.call("POST", "/orders/\(id)/cancel").status == 200)
                try await accept(2)
                let second = try await service.eventually({ try await orders(service) }, is: { $0.count == 2 })
                #expect(Set(second.map(\.status)) == ["cancelled", "unpaid"])
                try await service.hear(
                    CrowdsourcingWire.DemandWithdrawnV1.example(["demandId": "D-1", "openAcceptanceId": "D-1-3"]))
                try await accept(3)
                try await accept(4)
                let all = try await service.eventually({ try await orders(service) }, is: { $0.count > 2 })
                #expect(all.count == 3 && Set(all.map(\.orderId)).count == 3)
            }
        }

        @Test("REF-08 An instance whose making was answered only after the refund is released")
        func lostInstance() async throws {
            try await withOrders { service in
                service.world.state.withLock { $0.lostCreations = 3 }
                try await service.listProduct()
                try await service.fund("A-1", cash: 19_900)
                let order = try await service.place(try service.offer("OF-1"))
                _ = try await service.pay(order)
                func calls() -> [String] { service.world.state.withLock { $0.vendorCalls } }
                _ = try await service.eventually(calls, is: { !$0.isEmpty })
                try await service.hearOfRefund(of: order, cash: 19_900)
                #expect(try await service.order(order.orderId, becomes: "refunded").status == "refunded")
                let done = try await service.eventually(calls, is: { $0.last == "releaseInstance" })
                #expect(done.last == "releaseInstance" && done.count { $0 == "createInstance" } > 3)
            }
        }

        @Test(
            "REF-03 An order paid by vouchers, in part or in whole, is refunded whole, at what was paid in cash",
            arguments: [3_000, 19_900] as [Int64])
        func vouchers(voucher: Int64) async throws {
            try await withOrders { service in
                let cash = 19_900 - voucher
                try await service.listProduct()
                try await service.fund("A-1", cash: cash, voucher: voucher)
                let order = try await service.place(try service.offer("OF-1"))
                _ = try await service.pay(order, voucher: voucher)
                _ = try await service.order(order.orderId, becomes: "produced")
                try await service.hearOfRefund(of: order, cash: cash)
                let refunded = try await service.order(order.orderId, becomes: "refunded")
                #expect(refunded.status == "refunded" && refunded.refunds.map(\.cashFen) == [Money(fen: cash)])
                let told = try await service.pool.withConnection {
                    try await $0.query("SELECT payload FROM event WHERE type = \(OrdersWire.OrderRefundedV1.type)")
                }
                let message = try OrdersWire.OrderRefundedV1(json: try #require(told.first).get("payload"))
                #expect(message.isWholeOrder && message.cashFen == Money(fen: cash))
            }
        }

        @Test("HTTP: what is misspelt, doubled or beyond its bounds charges and books nothing, and is named")
        func bodies() async throws {
            try await withOrders { service in
                try await service.listProduct()
                try await service.fund("A-1", cash: 30_000, voucher: 1_000)
                let path = "/orders/\(try await service.place(try service.offer("OF-1", fen: 700)).orderId)/payments"
                for (body, member) in [
                    (#"{"method":"balance","expectedTotalFen":700,"voucherfen":100}"#, "/voucherfen"),
                    (#"{"method":"balance","expectedTotalFen":700,"expectedTotalFen":700}"#, "/expectedTotalFen"),
                    (#"{"method":"balance","expectedTotalFen":700.0}"#, "/expectedTotalFen"),
                    (#"{"method":"cash","expectedTotalFen":700}"#, "/method"),
                ] {
                    let answer = try await service.call("POST", path, body)
                    #expect(answer.status == 400 && answer.text.contains(#""pointer":"\#(member)""#))
                }
                let long = String(repeating: "A", count: 3_000)
                let amount = #"{"amountFen":1,"reference":"\#(long)"}"#
                for (account, status) in [("A-1", 400), (long, 404)] {
                    let answer = try await service.call(
                        "POST", "/accounts/\(account)/wallet/top-ups", amount, as: operatorToken)
                    #expect(answer.status == status)
                }
                #expect(try await service.ledger()["wallet:A-1"] == 30_000)
            }
        }
    }
}

extension WholeService {
    /// Refunds says that an order of one line was applied for, and approved.
    fileprivate func hearOfRefund(of order: OrderView, cash: Int64) async throws {
        let about: JSONMembers = [
            "refundId": "R-1", "orderId": .string(order.orderId), "accountId": "A-1", "vendorId": "V-1",
            "cashFen": .int(cash), "voucherFen": 0,
            "amounts": [["lineId": .string("\(order.orderId)-1"), "cashFen": .int(cash), "voucherFen": 0]],
        ]
        try await hear(RefundsWire.RefundRequestedV1.example(about))
        try await hear(RefundsWire.RefundApprovedV1.example(about))
    }
}
