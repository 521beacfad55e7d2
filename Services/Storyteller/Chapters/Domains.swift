import JSON

extension Story {
    /// The partner takes a while; mails tell the buyer (DOM-01, DOM-02).
    func buyDomain(_ purchase: Purchase) async throws {
        Teller.chapter(6, "One domain is bought at the partner, the other is not to be had")
        try await waitForPurchase(purchase, status: "processing", or: "bought")
        try await waitForMail("域名 \(purchase.name) 购买处理中")
        Teller.tell("\(purchase.name): \(try await askPartnerNow(purchase)).")
        let bought = try await waitForPurchase(purchase, status: "bought")
        try await waitForMail("域名 \(purchase.name) 购买成功")
        try await waitForOrder(purchase, status: "produced")
        let own = try await web.send(.get("list the buyer's domains", .fulfilment, "/domains?limit=100", as: .buyer))
        try Teller.expect(
            own.step, "\(purchase.name) among the buyer's domains",
            !own.items("/domains") { $0["/domain"] == purchase.name }.isEmpty, came: own.summary)
        Teller.tell(
            "\(purchase.name) is the buyer's until \(bought["/expiresOn"]): \(bought["/statusText"]). Two mails told so."
        )
        try await waitUntilUnlisted(purchase.name, why: "sold")
    }

    /// DOM-05: what cannot be got is paid back in full, by itself.
    func failDomain(_ purchase: Purchase, _ domain: FoundDomain) async throws {
        let failed = try await waitForPurchase(purchase, status: "failed")
        try failed.expect("/failureText", is: "域名出售信息已失效")
        try await waitForMail("域名 \(purchase.name) 购买失败")
        Teller.tell("\(purchase.name): \(failed["/statusText"]), \(failed["/failureText"]); a mail tells the buyer.")
        let refund = try await waitForRefund("R-\(purchase.orderID)")
        try Teller.expect(refund.step, "automatic", try refund.truth("/automatic"), is: true)
        try refund.expect("/cashFen", is: purchase.totalFen)
        try await waitForOrder(purchase, status: "refunded")
        try await expectReturn(purchase)
        Teller.tell(
            "Nobody had to ask: case \(refund["/refundId"]) is \(refund["/statusText"]), \(Teller.yuan(purchase.totalFen)) went back to the provider."
        )
        if !refund["/expectedArrival/from"].isEmpty {
            Teller.tell(
                "The bank will have it between \(refund["/expectedArrival/from"]) and \(refund["/expectedArrival/to"])."
            )
        }
        try await waitUntilUnlisted(domain.name, why: "stale")
    }

    /// A case that has moved the money.
    func waitForRefund(_ refundID: String) async throws -> Answer {
        let call = Call.get("see the refund \(refundID)", .refunds, "/refunds/\(refundID)", as: .buyer)
        return try await web.wait(call, for: "the case to be 退订成功") {
            $0["/status"] == "completed" && $0["/statusText"] == "退订成功"
        }
    }

    /// Partners are asked again by the minute; an operator need not wait.
    private func askPartnerNow(_ purchase: Purchase) async throws -> String {
        let call = Call.get(
            "see the partner's first answer", .fulfilment, "/operator/purchases/\(purchase.orderID)", as: .operator)
        let seen = try await web.wait(call, for: "a purchase that the partner has taken") {
            ["waiting", "bought"].contains($0["/phase"])
        }
        guard seen["/phase"] == "waiting" else { return "the partner was quick" }
        let ask = Call.post(
            "ask the partner now", .fulfilment, "/operator/purchases/\(purchase.orderID)/ask-now", as: .operator)
        try await web.send(ask.accepting(409))
        return
            "the partner has taken the order as \(seen["/partnerReference"]) but needs time; an operator asks again at once"
    }

    @discardableResult
    private func waitForPurchase(_ purchase: Purchase, status: String, or other: String? = nil) async throws -> Answer {
        let call = Call.get("see \(purchase.name) \(status)", .fulfilment, "/purchases/\(purchase.orderID)", as: .buyer)
        return try await web.wait(call, for: "the status \(status)") { [status, other].contains($0["/status"]) }
    }

    private func waitForMail(_ subject: String) async throws {
        let call = Call.get("find the mail \(subject)", .mailSimulator, "/mails")
        try await web.wait(call, for: "a mail with this subject") {
            !$0.items("/mails") { $0["/subject"] == subject }.isEmpty
        }
    }

    private func waitUntilUnlisted(_ name: String, why: String) async throws {
        let call = Call.get("search \(name) again", .catalog, "/domains?exact=\(name)")
        try await web.wait(call, for: "no listing of it") { $0.items("/domains") { _ in true }.isEmpty }
        Teller.tell("\(name) is no longer found in the search: \(why).")
    }

    private func expectReturn(_ purchase: Purchase) async throws {
        let order = try await web.send(
            .get("read order \(purchase.orderID)", .orders, "/orders/\(purchase.orderID)", as: .buyer))
        let payment = try order.text("/payment/paymentId")
        let state = try await web.send(
            .get("see the provider's refund of \(payment)", .paymentSimulator, "/_control/state"))
        let returned = try state.items("/payments") { $0["/paymentId"] == payment }.flatMap { try $0.list("/refunds") }
            .map { try $0.number("/amountFen") }
        try Teller.expect(state.step, "what the provider gave back, in fen", returned, is: [purchase.totalFen])
    }
}
