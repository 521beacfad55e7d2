import JSON

extension Story {
    func payByBalance(_ purchase: Purchase) async throws {
        try await pay(purchase, by: "balance")
        try await waitUntilPaid(purchase)
        Teller.tell("Order \(purchase.orderID) (\(purchase.name)) is paid from the balance.")
    }

    /// The buyer pays at the provider, who reports it by a signed callback.
    func payOnline(_ purchase: Purchase) async throws {
        try await pay(purchase, by: "online")
        let call = Call.get("read where to pay \(purchase.orderID)", .orders, "/orders/\(purchase.orderID)", as: .buyer)
        let order = try await web.wait(call, for: "the provider's pay page") { !$0["/payment/payUrl"].isEmpty }
        let payment = try order.text("/payment/paymentId")
        Teller.tell(
            "Order \(purchase.orderID) (\(purchase.name)) is to be paid at \(order["/payment/payUrl"]); the buyer does."
        )
        try await web.send(.post("pay \(payment) at the provider", .paymentSimulator, "/pay/\(payment)"))
        let callback = Call.get("look for the callback of \(payment)", .paymentSimulator, "/_control/state")
        try await web.wait(callback, for: "a payment.paid callback for \(payment) that was taken") { state in
            !state.items("/callbacks") { callback in
                callback["/body/paymentId"] == payment && callback["/body/type"] == "payment.paid"
                    && callback["/outcome"] == "delivered"
            }.isEmpty
        }
        try await waitUntilPaid(purchase)
        Teller.tell("The provider's signed callback was taken: order \(purchase.orderID) is paid.")
    }

    /// An order as its buyer sees it, once it has come to a status.
    @discardableResult
    func waitForOrder(_ purchase: Purchase, status: String) async throws -> Answer {
        let call = Call.get(
            "see order \(purchase.orderID) \(status)", .orders, "/orders/\(purchase.orderID)", as: .buyer)
        return try await web.wait(call, for: "the status \(status)") { $0["/status"] == status }
    }

    private func pay(_ purchase: Purchase, by method: String) async throws {
        let body: JSONValue = ["method": .string(method), "expectedTotalFen": .int(purchase.totalFen)]
        try await web.send(
            .post("pay order \(purchase.orderID)", .orders, "/orders/\(purchase.orderID)/payments", as: .buyer, body))
    }

    private func waitUntilPaid(_ purchase: Purchase) async throws {
        let call = Call.get("see order \(purchase.orderID) paid", .orders, "/orders/\(purchase.orderID)", as: .buyer)
        let order = try await web.wait(call, for: "a paid payment") { $0["/payment/status"] == "paid" }
        try order.expect("/cashFen", is: purchase.totalFen)
    }
}
