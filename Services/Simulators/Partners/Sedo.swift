import HTTPServer
import JSON
import SimulatorKit

/// Form in, XML out; faults are documents with status 200.
extension PartnerSimulator {
    func addSedo(to router: inout Router) {
        let form = "application/x-www-form-urlencoded"
        let status = Operation(
            id: "sedoOrderStatus", summary: "How an order stands.", access: .anyone, tag: "sedo", bodyType: form)
        router.add(.post, "/api/v1/OrderStatus", status) { request in
            try await sedo("sedoOrderStatus", request) { form in
                guard let purchase = book.lookUp(.sedo, form.reference) else {
                    return fault("E1404", "unknown buyerref")
                }
                return document(purchase)
            }
        }
        let buy = Operation(
            id: "sedoDomainBuy", summary: "Buy a domain.", access: .anyone, tag: "sedo", bodyType: form)
        router.add(.post, "/api/v1/DomainBuy", buy) { request in
            try await sedo("sedoDomainBuy", request) { form in
                guard form.currency == "CNY", let priceFen = form.priceFen, let domain = form.domain,
                    form.contact != nil
                else {
                    return fault("E1400", "domain, price, currency and contact are needed")
                }
                let wanted = PurchaseRequest(
                    partner: .sedo, reference: form.reference, domain: domain, priceFen: priceFen)
                switch book.buy(wanted, at: context.now) {
                case .purchase(let purchase, _): return document(purchase)
                case .refused(let reason): return fault("E1410", "the listing cannot be bought", reason: reason)
                }
            }
        }
    }

    private func sedo(
        _ operation: String, _ request: HTTPRequest, work: @escaping @Sendable (SedoForm) -> HTTPResponse
    ) async throws -> HTTPResponse {
        guard let form = SedoForm(request.body) else {
            return fault("E1400", "the form cannot be read, or buyerref is missing")
        }
        let keys = keys(.sedo, form.reference, domain: form.domain)
        return try await context.answer(operation, keys: keys, asked: form.asked, refuse: refuseAtSedo) {
            guard form.partnerID == context.settings["SEDO_PARTNER_ID"],
                form.signKey == context.settings["SEDO_SIGN_KEY"]
            else {
                return fault("E1401", "wrong partnerid or signkey")
            }
            return work(form)
        }
    }

    private func document(_ purchase: Purchase) -> HTTPResponse {
        var end = ""
        let status: String
        switch purchase.status(at: context.now) {
        case .processing: status = purchase.lookUps == 0 ? "pending" : "transferring"
        case .bought(let expires): (status, end) = ("completed", element("expires", expires))
        case .failed(let reason): (status, end) = ("cancelled", element("reason", reason))
        }
        let members = [
            ("id", purchase.number), ("buyerref", purchase.reference), ("domain", purchase.domain), ("status", status),
        ]
        return sedoDocument("<order>" + members.map(element).joined() + end + "</order>")
    }
}

private struct SedoForm: Sendable {
    let reference: String
    let domain, currency, contact, partnerID, signKey: String?
    let priceFen: Int64?

    init?(_ body: [UInt8]) {
        guard let fields = try? QueryParameters(Substring(decoding: body, as: UTF8.self)),
            let reference = fields["buyerref"]
        else { return nil }
        self.reference = reference
        domain = fields["domain"]
        currency = fields["currency"]
        contact = fields["contact"]
        partnerID = fields["partnerid"]
        signKey = fields["signkey"]
        priceFen = fields["price"].flatMap(Self.fen)
    }

    var asked: JSONValue {
        var asked: JSONValue = ["buyerref": .string(reference)]
        asked["domain"] = domain.map(JSONValue.string)
        asked["priceFen"] = priceFen.map(JSONValue.int)
        return asked
    }

    /// `1234.50`; nil for anything else.
    private static func fen(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } })
        else { return nil }
        return Int64(parts[0] + parts[1])
    }
}

@Sendable private func refuseAtSedo(_ status: Int) -> HTTPResponse {
    status == 429 ? fault("E1429", "too many calls") : fault("E1500", "temporary trouble")
}

private func fault(_ code: String, _ message: String, reason: String? = nil) -> HTTPResponse {
    let end = reason.map { element("reason", $0) } ?? ""
    return sedoDocument("<fault>" + element("code", code) + element("message", message) + end + "</fault>")
}

private func sedoDocument(_ content: String) -> HTTPResponse {
    .text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SEDO>\(content)</SEDO>\n", type: "text/xml; charset=utf-8")
}

private func element(_ name: String, _ text: String) -> String {
    let escaped = text.map { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(character)
        }
    }
    return "<\(name)>\(escaped.joined())</\(name)>"
}
