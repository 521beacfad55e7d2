import HTTPClient
import Kernel
package import Observability
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// Form in, XML out; faults are documents with HTTP 200 (PROTOCOLS.md).
package struct SedoPartner: Partner {
    private let endpoint: PartnerEndpoint
    private let partnerID: String
    private let signKey: String

    package init(baseURL: String, partnerID: String, signKey: String, send: @escaping Send, clock: any WallClock) {
        endpoint = PartnerEndpoint(baseURL: baseURL, send: send, clock: clock)
        self.partnerID = partnerID
        self.signKey = signKey
    }

    package func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        let answer = try await call("OrderStatus", [("buyerref", order.reference)])
        if answer["fault"]?.text(of: "code") == "E1404" { return nil }
        return try read(answer, order)
    }

    package func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        var fields = [("domain", order.domain), ("price", order.price.description), ("currency", "CNY")]
        fields += [("buyerref", order.reference), ("contact", order.registrant.templateID)]
        if let listingID = order.listingID { fields.append(("listingid", listingID)) }
        return try read(try await call("DomainBuy", fields), order)
    }

    private func call(_ method: String, _ fields: [(String, String)]) async throws(PartnerSilence) -> XMLElement {
        let all = [("partnerid", partnerID), ("signkey", signKey)] + fields
        let body = all.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        let response = try await endpoint.call(
            "POST", "/api/v1/\(method)", headers: [OutboundHeader("Content-Type", "application/x-www-form-urlencoded")],
            body: body)
        guard response.status == 200, let document = XMLElement(response.body), document.name == "SEDO" else {
            throw .unintelligible("\(method): HTTP \(response.status) without a SEDO document")
        }
        return document
    }

    private func read(_ document: XMLElement, _ order: PaidDomainOrder) throws(PartnerSilence) -> PartnerAnswer {
        if let fault = document["fault"] { return try read(fault: fault) }
        guard let found = document["order"], let id = found.text(of: "id"),
            found.text(of: "buyerref") == order.reference,
            found.text(of: "domain") == order.domain
        else { throw .unintelligible("an answer that is not about the order asked for") }
        switch found.text(of: "status") {
        case "pending", "transferring": return .processing(partnerReference: id)
        case "completed":
            guard let expires = found.text(of: "expires").flatMap({ CivilDate($0) }) else {
                throw .unintelligible("completed without an expiry")
            }
            return .bought(partnerReference: id, expiresOn: expires)
        case "cancelled": return .refused(try reason(found))
        default: throw .unintelligible("an unknown status of order")
        }
    }

    private func read(fault: XMLElement) throws(PartnerSilence) -> PartnerAnswer {
        switch fault.text(of: "code") {
        case "E1410": return .refused(try reason(fault))
        case "E1429": throw PartnerSilence(.rateLimited, "fault E1429")
        case "E1500": throw PartnerSilence(.unreachable, "fault E1500")
        default: throw .unintelligible("a fault that is not known")
        }
    }

    private func reason(_ element: XMLElement) throws(PartnerSilence) -> FailureReason {
        switch element.text(of: "reason") {
        case "OWNER_WITHDREW": return .holderGaveUp
        case "NOT_OWNER", "ALREADY_SOLD", "PRICE_RAISED": return .staleListing
        case "REGISTRY_LOCK": return .upstreamForbids
        case "SELLER_SILENT": return .sellerUnreachable
        default: throw .unintelligible("an unknown reason")
        }
    }
}
