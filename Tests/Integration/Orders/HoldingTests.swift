import Kernel
import Observability
import Offers
import Synchronization
import Testing

@testable import OrdersAdapters

extension OrdersTests {
    @Suite("What buyers hold, over HTTP") struct HoldingTests {
        private struct Page<Item: Decodable>: Decodable {
            let items: [Item]
        }

        private static let vendor = "A-2 vendor vendor=V-1"

        private func items<Item: Decodable>(_ path: String, as who: String, _ service: WholeService) async throws
            -> [Item]
        {
            let page: Page<Item> = try await service.call("GET", path, as: who).read()
            return page.items
        }

        @Test("ENT-04 One's own instances are listed; an operator finds the parked one and begins it anew")
        func entitlements() async throws {
            try await withOrders { service in
                service.world.state.withLock { $0.notReady = 1_000 }
                try await service.listProduct()
                try await service.fund("A-1", cash: 19_900)
                let order = try await service.place(try service.offer("OF-1"))
                #expect(try await service.pay(order).status == 202)
                let id = "\(order.orderId)-1"
                func list(_ who: String) async throws -> [EntitlementView] {
                    try await items("/entitlements", as: who, service)
                }
                let own = try await service.eventually({ try await list("A-1 buyer") }, is: { !$0.isEmpty })
                #expect(own.map(\.entitlementId) == [id] && own.map(\.status) == ["opening"])
                #expect(try await list("A-3 buyer").isEmpty)
                #expect(try await list(operatorToken).isEmpty)
                #expect(try await service.call("GET", "/entitlements", as: Self.vendor).status == 403)
                let early = try await service.call("POST", "/entitlements/\(id)/retry", as: operatorToken)
                #expect(early.status == 409 && early.text.contains("ENT-04"))
                #expect(try await service.call("POST", "/entitlements/O-none-1/retry", as: operatorToken).status == 404)

                let parked = try await service.eventually(
                    {
                        service.advance(by: .minutes(10))
                        return try await list(operatorToken)
                    }, is: { !$0.isEmpty })
                #expect(parked.map(\.entitlementId) == [id] && parked.map(\.isParked) == [true])
                #expect(try await service.call("POST", "/entitlements/\(id)/retry").status == 403)
                service.world.state.withLock { $0.notReady = 0 }
                #expect(try await service.call("POST", "/entitlements/\(id)/retry", as: operatorToken).status == 200)
                let open = try await service.eventually({ try await list("A-1 buyer") }, is: { $0[0].status == "open" })
                #expect(open.map(\.status) == ["open"])
                #expect(try await list(operatorToken).isEmpty)
            }
        }

        @Test("DLV-01 DLV-03 Both sides list a project; only its buyer confirms, and rates it at the end")
        func deliveries() async throws {
            try await withOrders { service in
                try await service.fund("A-1", cash: 300_000)
                let steps: [Offer.DeliveryStep] = [
                    .init(name: "提交需求", actor: .buyer, needsBuyerConfirmation: false),
                    .init(name: "开发", actor: .vendor, needsBuyerConfirmation: true),
                ]
                let order = try await service.place(
                    try service.offer("OF-1", .humanService, fen: 300_000, steps: steps))
                _ = try await service.pay(order)
                func list(_ who: String) async throws -> [DeliveryView] {
                    try await items("/deliveries", as: who, service)
                }
                let own = try await service.eventually({ try await list("A-1 buyer") }, is: { !$0.isEmpty })
                #expect(own.map(\.orderId) == [order.orderId])
                #expect(try await list(Self.vendor).count == 1)
                #expect(try await list(operatorToken).count == 1)
                #expect(try await list("A-3 buyer").isEmpty)
                #expect(try await list("A-4 vendor vendor=V-2").isEmpty)
                #expect(try await service.call("GET", "/deliveries", as: nil).status == 401)

                let path = "/deliveries/\(order.orderId)-1"
                #expect(try await service.call("POST", "\(path)/requirement", #"{"text":"一个网站"}"#).status == 200)
                #expect(try await service.call("POST", "\(path)/steps/1/confirm").status == 409)
                #expect(try await service.call("POST", "\(path)/steps/1/finish", as: Self.vendor).status == 200)
                #expect(try await service.call("POST", "\(path)/steps/1/confirm", as: Self.vendor).status == 403)
                #expect(try await service.call("POST", "\(path)/steps/1/confirm", as: "A-3 buyer").status == 404)
                #expect(
                    [400, 422].contains(
                        try await service.call("POST", "\(path)/steps/1/confirm", #"{"rating":6}"#).status))
                let done: DeliveryView = try await service.call(
                    "POST", "\(path)/steps/1/confirm", #"{"rating":5}"#
                ).read()
                #expect(done.status == "completed" && done.rating == 5)
                #expect(try await service.order(order.orderId, becomes: "produced").status == "produced")
            }
        }

        @Test("ORD-06 Money that nobody wants and the provider will not take back is shown to operators, who ask again")
        func stuckPayments() async throws {
            try await withOrders { service in
                service.world.state.withLock { $0.refusesRefunds = true }
                try await service.listProduct()
                let order = try await service.place(try service.offer("OF-1", fen: 700))
                _ = try await service.pay(order, "online")
                let payment = try #require(try await service.order(order.orderId).payment?.paymentId)
                #expect(try await service.call("POST", "/orders/\(order.orderId)/cancel").status == 200)
                let paid = #"{"eventId":"e1","type":"payment.paid","paymentId":"\#(payment)","paidFen":700}"#
                #expect(try await service.callback(paid) == 204)
                func stuck() async throws -> [PaymentView] {
                    try await items("/stuck-payments", as: operatorToken, service)
                }
                let found = try await service.eventually(stuck, is: { !$0.isEmpty })
                let refund = try #require(found.first?.returns.first)
                #expect(found.map(\.paymentId) == [payment] && refund.refusal != nil && !refund.isDone)
                #expect(try await service.call("GET", "/stuck-payments").status == 403)

                service.world.state.withLock { $0.refusesRefunds = false }
                let path = "/payments/\(payment)/refunds/\(refund.refundId)/retry"
                #expect(try await service.call("POST", path).status == 403)
                #expect(
                    try await service.call(
                        "POST", "/payments/\(payment)/refunds/R-none/retry", as: operatorToken
                    ).status == 404)
                #expect(try await service.call("POST", path, as: operatorToken).status == 200)
                #expect(try await service.eventually(stuck, is: \.isEmpty).isEmpty)
                // Asked again it is no longer stuck; the provider hears of it a moment later.
                let moved = try await service.eventually(
                    { service.world.state.withLock { $0.refunds } }, is: { !$0.isEmpty })
                #expect(moved == [refund.refundId: 700])
                #expect(try await service.call("POST", path, as: operatorToken).status == 409)
            }
        }

        @Test("ORD-05 The balance is its owner's: cash, vouchers and what moved them")
        func wallet() async throws {
            try await withOrders { service in
                try await service.fund("A-1", cash: 500, voucher: 300)
                let wallet: MoneyQueries.WalletPage = try await service.call("GET", "/wallet").read()
                #expect(wallet.cashFen == Money(fen: 500) && wallet.voucherFen == Money(fen: 300))
                #expect(wallet.movements.map(\.amountFen).sum() == Money(fen: 800))
                let other: MoneyQueries.WalletPage = try await service.call("GET", "/wallet", as: "A-3 buyer").read()
                #expect(other.cashFen == .zero && other.movements.isEmpty)
                #expect(try await service.call("GET", "/wallet", as: operatorToken).status == 403)
                #expect(try await service.call("GET", "/openapi.json", as: nil).status == 200)
            }
        }
    }
}
