import JSON

extension Story {
    /// Five days without reasons (REF-01, REF-02, REF-07, REF-08).
    func refund(_ saas: Purchase, _ instance: OpenInstance, domain: Purchase, wallet before: Int64) async throws {
        Teller.chapter(7, "The buyer gives the SaaS product back within five days")
        let excluded = try await web.send(
            .get("ask for a refund of the domain", .refunds, "/refundable/\(domain.orderID)", as: .buyer).expecting(409)
        )
        Teller.tell("The domain cannot be given back (\(excluded["/rule"])): \(excluded["/detail"])")
        let call = Call.get(
            "see that \(saas.orderID) is refundable", .refunds, "/refundable/\(saas.orderID)", as: .buyer)
        let refundable = try await web.wait(call, for: "an order that can be refunded") { _ in true }
        try refundable.expect("/refundableFen", is: saas.totalFen)
        Teller.tell("Order \(saas.orderID) can be refunded until \(refundable["/until"]).")
        let refundID = try await apply(saas)
        try await waitForInstance(instance, status: "frozen", "REF-07: the product closes with the application")
        try await approve(refundID)
        let refund = try await waitForRefund(refundID)
        try refund.expect("/cashFen", is: saas.totalFen)
        let order = try await waitForOrder(saas, status: "refunded")
        try await waitForInstance(instance, status: "released", "nothing of it is left at the vendor")
        try Teller.expect(
            "read the wallet after the refund", "the wallet's balance in fen", try await wallet(),
            is: before + saas.totalFen)
        Teller.tell(
            "\(refund["/statusText"]): \(Teller.yuan(saas.totalFen)) are back in the wallet; the order is \(order["/statusText"])."
        )
        try await expectReleased(instance)
    }

    private func apply(_ saas: Purchase) async throws -> String {
        let body: JSONValue = ["orderId": .string(saas.orderID), "reason": "不再需要", "rulesAccepted": true]
        let applied = try await web.send(.post("apply for the refund", .refunds, "/refunds", as: .buyer, body))
        try applied.expect("/status", is: "in-review")
        Teller.tell("The buyer applies: case \(try applied.text("/refundId")) is \(applied["/statusText"]).")
        return try applied.text("/refundId")
    }

    private func approve(_ refundID: String) async throws {
        let waiting = try await web.send(
            .get("list cases in review", .refunds, "/operator/refunds?limit=100", as: .operator))
        try Teller.expect(
            waiting.step, "\(refundID) among the cases",
            !waiting.items("/refunds") { $0["/refundId"] == refundID }.isEmpty, came: waiting.summary)
        try await web.send(
            .post("approve the refund", .refunds, "/refunds/\(refundID)/review", as: .operator, ["verdict": "approve"]))
        Teller.tell("An operator approves it.")
    }

    private func waitForInstance(_ instance: OpenInstance, status: String, _ why: String) async throws {
        let call = Call.get("see the instance \(status)", .orders, "/entitlements/\(instance.id)", as: .buyer)
        let seen = try await web.wait(call, for: "a \(status) instance") { $0["/status"] == status }
        try seen.expect("/statusText", is: "已关闭")
        Teller.tell("The instance is \(status): \(why).")
    }

    private func expectReleased(_ instance: OpenInstance) async throws {
        let vendors = try await web.send(
            .get("see the instance at the vendor", .vendorSimulator, "/instances/\(instance.vendorsID)"))
        try vendors.expect("/state", is: "released")
        try Teller.expect(vendors.step, "isRefunded", try vendors.truth("/isRefunded"), is: true)
        Teller.tell("The vendor has released it as a refund.")
    }
}
