import HTTPClient
import JSON
import Kernel
package import Observability
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// JSON over REST: a reservation gives a token, the token buys (PROTOCOLS.md).
package struct AfternicPartner: Partner {
    private let endpoint: PartnerEndpoint
    private let authorization: OutboundHeader

    package init(baseURL: String, key: String, secret: String, send: @escaping Send, clock: any WallClock) {
        endpoint = PartnerEndpoint(baseURL: baseURL, send: send, clock: clock)
        authorization = OutboundHeader("Authorization", "sso-key \(key):\(secret)")
    }

    package func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        let path = "/v2/purchases?clientReference=\(percentEncoded(order.reference))"
        let response = try await endpoint.call("GET", path, headers: [authorization])
        guard response.status == 200, let purchases = json(response)?["purchases"]?.array, purchases.count <= 1 else {
            throw .unintelligible("HTTP \(response.status) without a list of purchases")
        }
        guard let purchase = purchases.first else { return nil }
        return try read(purchase, order)
    }

    package func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        switch try await reserve(order) {
        case .refused(let reason): return .refused(reason)
        case .token(let token): return try await buy(order, token)
        }
    }

    private enum Reservation { case token(String), refused(FailureReason) }

    private func reserve(_ order: PaidDomainOrder) async throws(PartnerSilence) -> Reservation {
        var body: JSONValue = [
            "domain": .string(order.domain), "maxPrice": ["amount": .int(order.price.fen), "currency": "CNY"],
        ]
        body["listingId"] = order.listingID.map(JSONValue.string)
        let response = try await post("/v2/reservations", order, body)
        if let reason = refusal(response) { return .refused(reason) }
        guard response.status == 201, let token = json(response)?["token"]?.string else {
            throw .unintelligible("HTTP \(response.status) without a reservation's token")
        }
        return .token(token)
    }

    private func buy(_ order: PaidDomainOrder, _ token: String) async throws(PartnerSilence) -> PartnerAnswer {
        let contact: JSONValue = [
            "templateId": .string(order.registrant.templateID), "kind": .string(order.registrant.kind.rawValue),
        ]
        let response = try await post(
            "/v2/purchases", order,
            ["token": .string(token), "clientReference": .string(order.reference), "contact": contact])
        if let reason = refusal(response) { return .refused(reason) }
        if response.status == 410 { throw PartnerSilence(.unreachable, "the reservation expired before it was used") }
        guard [200, 201].contains(response.status), let purchase = json(response) else {
            throw .unintelligible("HTTP \(response.status) without a purchase")
        }
        return try read(purchase, order)
    }

    private func post(_ path: String, _ order: PaidDomainOrder, _ body: JSONValue) async throws(PartnerSilence)
        -> OutboundResponse
    {
        let headers = [
            authorization, OutboundHeader("Content-Type", "application/json"),
            OutboundHeader("Idempotency-Key", order.reference),
        ]
        return try await endpoint.call("POST", path, headers: headers, body: body.text)
    }

    private func read(_ purchase: JSONValue, _ order: PaidDomainOrder) throws(PartnerSilence) -> PartnerAnswer {
        guard let id = purchase["purchaseId"]?.string, purchase["clientReference"]?.string == order.reference,
            purchase["domain"]?.string == order.domain
        else { throw .unintelligible("an answer that is not about the purchase asked for") }
        switch purchase["status"]?.string {
        case "PENDING_SELLER", "IN_TRANSFER": return .processing(partnerReference: id)
        case "COMPLETED":
            guard let expires = purchase["expirationDate"]?.string.flatMap({ CivilDate($0) }) else {
                throw .unintelligible("completed without an expiry")
            }
            return .bought(partnerReference: id, expiresOn: expires)
        case "CANCELED":
            guard let reason = reason(purchase["cancelReason"]?.string) else {
                throw .unintelligible("canceled for an unknown reason")
            }
            return .refused(reason)
        default: throw .unintelligible("an unknown status of purchase")
        }
    }

    /// 409 with one of the reasons; any other 409 is left to the caller, to whom it is unintelligible.
    private func refusal(_ response: OutboundResponse) -> FailureReason? {
        response.status == 409 ? reason(json(response)?["code"]?.string) : nil
    }

    private func reason(_ code: String?) -> FailureReason? {
        switch code {
        case "SELLER_DECLINED": .holderGaveUp
        case "LISTING_INVALID", "ALREADY_SOLD", "PRICE_CHANGED": .staleListing
        case "TRANSFER_PROHIBITED": .upstreamForbids
        case "SELLER_TIMEOUT": .sellerUnreachable
        default: nil
        }
    }

    private func json(_ response: OutboundResponse) -> JSONValue? { try? JSONValue(response.body) }
}
