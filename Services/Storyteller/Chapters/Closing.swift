extension Story {
    /// What came of it all, and how anybody can look for themselves.
    func close(_ purchases: [Purchase]) async throws {
        Teller.chapter(11, "What came of it")
        let ledger = try await web.send(.get("read the ledger", .orders, "/ledger", as: .operator))
        try ledger.expect("/sumFen", is: 0)
        Teller.tell("The ledger adds up to zero.")
        for purchase in purchases { try await tellOrder(purchase) }
        tellAddresses()
        tellCommands(purchases)
    }

    private func tellOrder(_ purchase: Purchase) async throws {
        let order = try await web.send(
            .get("read order \(purchase.orderID)", .orders, "/orders/\(purchase.orderID)", as: .buyer))
        Teller.say("\n   \(purchase.orderID)  \(purchase.name)  \(order["/status"]) (\(order["/statusText"]))")
        for entry in try order.list("/timeline") {
            let about = ["reason", "partner", "refundId", "paymentId"].map { entry["/" + $0] }.filter { !$0.isEmpty }
            Teller.tell("  \(entry["/at"].prefix(23))  \(entry["/what"])  \(about.joined(separator: ", "))")
        }
    }

    private func tellAddresses() {
        Teller.say(
            "\n   Who answers where (each service also shows /openapi.json; its health and metrics are 1000 ports up):")
        for place in Place.allCases { Teller.tell("  \(web.address(place))  \(place.name)") }
    }

    private func tellCommands(_ purchases: [Purchase]) {
        let order = purchases.first?.orderID ?? ""
        func curl(_ person: Person, _ rest: String) -> String {
            "curl -sS -H \"Authorization: Bearer $(cat \(options.tokenDirectory)/\(person.rawValue).token)\" \(rest)"
        }
        let commands = [
            "curl -sS '\(web.address(.catalog))/products?keyword=\(percentEncoded("云表单"))'",
            "curl -sS '\(web.address(.catalog))/domains?prefix=c&tld=com&limit=5'",
            curl(.buyer, "\(web.address(.orders))/orders"), curl(.buyer, "\(web.address(.orders))/orders/\(order)"),
            curl(.buyer, "\(web.address(.orders))/wallet"), curl(.buyer, "\(web.address(.refunds))/refunds"),
            curl(.buyer, "\(web.address(.fulfilment))/domains"),
            curl(.vendor, "\(web.address(.crowdsourcing))/vendor/demands"),
            curl(
                .operator,
                "-H 'Idempotency-Key: by-hand-1' -H 'Content-Type: application/json' -d '{\"amountFen\":10000,\"reference\":\"BANK-1\"}' "
                    + "\(web.address(.orders))/accounts/A-buyer-1/wallet/top-ups"),
            "curl -sS \(web.address(.mailSimulator))/mails",
            "kcat -b \(options.kafka) -C -e -q -t marketplace.orders.events.v1 -f '%p/%o %k\\n%h\\n%s\\n\\n'",
            "kcat -b \(options.kafka) -L",
        ]
        Teller.say("\n   The same by hand:")
        for command in commands { Teller.tell("  " + command) }
    }
}
