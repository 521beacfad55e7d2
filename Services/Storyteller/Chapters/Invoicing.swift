import JSON

extension Story {
    /// The domain is the platform's own goods: its electronic invoice is issued at once (INV-01, INV-05, INV-09).
    func invoice(_ domain: Purchase) async throws {
        Teller.chapter(8, "The domain gets its invoice")
        try await setProfile()
        let call = Call.get(
            "see that \(domain.orderID) can be invoiced", .invoicing, "/invoiceable?seller=first-party&limit=100",
            as: .buyer)
        try await web.wait(call, for: "\(domain.orderID) with all that was paid for it") { list in
            !list.items("/orders") {
                $0["/orderId"] == domain.orderID && $0.body["invoiceableFen"]?.int64 == domain.totalFen
            }.isEmpty
        }
        Teller.tell(
            "Order \(domain.orderID) can be invoiced over \(Teller.yuan(domain.totalFen)), since the purchase has succeeded (INV-09)."
        )
        let invoiceID = try await apply(domain)
        let invoice = try await web.send(.get("read the invoice", .invoicing, "/invoices/\(invoiceID)", as: .buyer))
        try invoice.expect("/totalFen", is: domain.totalFen)
        Teller.tell(
            "Invoice \(try invoice.text("/number")) over \(Teller.yuan(domain.totalFen)), of it \(Teller.yuan(try invoice.number("/taxFen"))) tax."
        )
        try await download(invoiceID)
    }

    /// INV-01: one profile per account; who has one keeps it.
    private func setProfile() async throws {
        let known = try await web.send(
            .get("read the invoice profile", .invoicing, "/billing-profile", as: .buyer).accepting(404))
        guard known.status == 404 else { return Teller.tell("The buyer has an invoice profile: \(known["/name"]).") }
        let profile: JSONValue = [
            "kind": "enterprise", "name": "杭州示例科技有限公司", "invoiceType": "special", "taxNumber": "91350100M000100Y43",
            "bank": "中国工商银行杭州分行", "bankAccount": "1202020209900123456",
        ]
        let set = try await web.send(
            .put("fill in the invoice profile", .invoicing, "/billing-profile", as: .buyer, profile).accepting(428))
        try Teller.expect(
            set.step, "a profile after a request that may have been repeated", [200, 428].contains(set.status),
            came: set.summary)
        Teller.tell("The buyer fills in the invoice profile of 杭州示例科技有限公司.")
    }

    private func apply(_ domain: Purchase) async throws -> String {
        let body: JSONValue = [
            "sellerId": "first-party", "orderIds": [.string(domain.orderID)], "medium": "electronic",
        ]
        let applied = try await web.send(
            .post("apply for the invoice", .invoicing, "/invoice-applications", as: .buyer, body))
        let applicationID = applied.madeID
        let call = Call.get("see the invoice issued", .invoicing, "/invoice-applications/\(applicationID)", as: .buyer)
        let issued = try await web.wait(call, for: "an issued invoice") { $0["/status"] == "issued" }
        Teller.tell("The application \(applicationID) is \(issued["/status"]).")
        return try issued.text("/invoiceId")
    }

    private func download(_ invoiceID: String) async throws {
        let pdf = try await web.send(.get("download the invoice", .invoicing, "/invoices/\(invoiceID)/pdf", as: .buyer))
        try Teller.expect(
            pdf.step, "a PDF", pdf.bytes.starts(with: "%PDF-".utf8), came: "\(pdf.bytes.count) bytes of something else")
        let path = "\(options.stateDirectory)/invoice-\(options.run).pdf"
        try writeFile(pdf.bytes, to: path)
        Teller.tell("The PDF, \(pdf.bytes.count) bytes, lies at \(path).")
        try await web.send(
            .get("download another's invoice", .invoicing, "/invoices/\(invoiceID)/pdf", as: .secondBuyer).expecting(
                404))
    }
}
