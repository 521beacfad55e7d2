package import Crypto
import HTTPClient
import JSON
import Kernel
package import Observability
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// JSON RPC, signed with an MD5 over the sorted parameters (PROTOCOLS.md).
package struct YumiPartner: Partner {
    private let endpoint: PartnerEndpoint
    private let appID: String
    private let appKey: String
    private let random: any RandomSource

    package init(
        baseURL: String, appID: String, appKey: String, send: @escaping Send, clock: any WallClock,
        random: any RandomSource
    ) {
        endpoint = PartnerEndpoint(baseURL: baseURL, send: send, clock: clock)
        self.appID = appID
        self.appKey = appKey
        self.random = random
    }

    package func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        let answer = try await call("trade.query", ["outTradeNo": order.reference])
        if answer["ret"]?.int64 == 1404 { return nil }
        return try read(answer, order)
    }

    package func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        var params = ["outTradeNo": order.reference, "domain": order.domain, "price": String(order.price.fen)]
        params["templateId"] = order.registrant.templateID
        params["listingId"] = order.listingID
        return try read(try await call("trade.buy", params), order)
    }

    /// Lower-case hexadecimal MD5 of all fields sorted by name in byte order, empty ones left out, with the key at the end.
    package static func signature(_ fields: [String: String], key: String) -> String {
        let sorted = fields.filter { !$0.value.isEmpty }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let text = (sorted.map { "\($0.key)=\($0.value)" } + ["key=\(key)"]).joined(separator: "&")
        return Hex.encode(Digest.md5(text))
    }

    private func call(_ method: String, _ params: [String: String]) async throws(PartnerSilence) -> JSONValue {
        let nonce: String
        do throws(CryptoError) {
            nonce = Hex.encode(try random.bytes(16))
        } catch {
            throw PartnerSilence(.unreachable, "no random bytes for a nonce: \(error)")
        }
        let fields = [
            "appid": appID, "method": method, "nonce": nonce,
            "timestamp": String(endpoint.clock.now().microseconds / 1_000_000),
        ]
        var body = JSONMembers()
        for (name, value) in fields { body[name] = .string(value) }
        body["sign"] = .string(Self.signature(fields.merging(params) { own, _ in own }, key: appKey))
        var members = JSONMembers()
        for (name, value) in params { members[name] = .string(value) }
        body["params"] = .object(members)
        let response = try await endpoint.call(
            "POST", "/openapi/rpc", headers: [OutboundHeader("Content-Type", "application/json")],
            body: JSONValue.object(body).text)
        guard response.status == 200, let answer = try? JSONValue(response.body), answer["ret"]?.int64 != nil else {
            throw .unintelligible("\(method): HTTP \(response.status) without a ret")
        }
        return answer
    }

    private func read(_ answer: JSONValue, _ order: PaidDomainOrder) throws(PartnerSilence) -> PartnerAnswer {
        switch answer["ret"]?.int64 {
        case 0, 1009: return try read(trade: answer["data"] ?? .null, order)
        case 1410: return .refused(try reason(answer["failCode"]?.string))
        case 1429: throw PartnerSilence(.rateLimited, "ret 1429")
        case 5000: throw PartnerSilence(.unreachable, "ret 5000")
        case let code: throw .unintelligible("ret \(code ?? -1)")
        }
    }

    private func read(trade: JSONValue, _ order: PaidDomainOrder) throws(PartnerSilence) -> PartnerAnswer {
        guard let number = trade["tradeNo"]?.string, trade["outTradeNo"]?.string == order.reference,
            trade["domain"]?.string == order.domain
        else { throw .unintelligible("an answer that is not about the trade asked for") }
        switch trade["state"]?.int64 {
        case 10, 20: return .processing(partnerReference: number)
        case 30:
            guard let expires = trade["expireDate"]?.string.flatMap({ CivilDate($0) }) else {
                throw .unintelligible("done without an expiry")
            }
            return .bought(partnerReference: number, expiresOn: expires)
        case 40: return .refused(try reason(trade["failCode"]?.string))
        default: throw .unintelligible("an unknown state of trade")
        }
    }

    private func reason(_ code: String?) throws(PartnerSilence) -> FailureReason {
        switch code {
        case "SELLER_CANCEL": return .holderGaveUp
        case "NOT_HOLDER", "SOLD_OUT", "PRICE_ERROR": return .staleListing
        case "SUPERVISED": return .upstreamForbids
        case "NO_CONTACT": return .sellerUnreachable
        default: throw .unintelligible("failed for an unknown reason")
        }
    }
}
