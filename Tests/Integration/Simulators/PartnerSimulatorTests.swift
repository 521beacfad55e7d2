import Crypto
import HTTPClient
import JSON
import Kernel
import PartnerSimulator
import Testing

/// What the three protocols have in common, in one vocabulary.
private struct Said: Equatable {
    var status: String
    var number: String?
    /// A reason, or an expiry.
    var detail: String?
}

enum Partner: String, CaseIterable, Sendable { case sedo, afternic, yumi }

@Suite("Partner simulator")
struct PartnerSimulatorTests {
    private let bench: Bench

    init() throws { bench = try Bench(partnerSimulator) }

    // MARK: the protocols as callers speak them

    private func sedo(_ method: String, _ fields: [(String, String)], key: String = "sedo-sign-key") async throws
        -> String
    {
        let all = [("partnerid", "51122"), ("signkey", key)] + fields
        let body = Array(all.map { "\($0.0)=\($0.1)" }.joined(separator: "&").utf8)
        let headers = [OutboundHeader("Content-Type", "application/x-www-form-urlencoded")]
        let response = try await bench.client.send(
            OutboundRequest("POST", "\(bench.url)/api/v1/\(method)", headers: headers, body: body))
        #expect(response.status == 200)
        #expect(response.header("Content-Type") == "text/xml; charset=utf-8")
        return response.text
    }

    private func afternic(_ method: String, _ path: String, _ body: JSONValue? = nil, reference: String = "")
        async throws -> OutboundResponse
    {
        var headers = [OutboundHeader("Authorization", "sso-key afternic-key:afternic-secret")]
        if body != nil { headers.append(OutboundHeader("Idempotency-Key", reference)) }
        return try await bench.call(method, path, body, headers: headers)
    }

    private func yumi(_ method: String, _ params: [String: String], nonce: String? = nil, offsetSeconds: Int64 = 0)
        async throws -> JSONValue
    {
        let fields = [
            "appid": "marketplace", "method": method, "nonce": nonce ?? "\(UInt64.random(in: 0 ... .max))",
            "timestamp": String(bench.now.microseconds / 1_000_000 + offsetSeconds),
        ]
        let text =
            fields.merging(params) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + [
                "key=yumi-secret"
            ]
        var body = JSONMembers(), members = JSONMembers()
        for (name, value) in fields { body[name] = .string(value) }
        for (name, value) in params { members[name] = .string(value) }
        body["params"] = .object(members)
        body["sign"] = .string(Hex.encode(Digest.md5(text.joined(separator: "&"))))
        return try await bench.call("POST", "/openapi/rpc", .object(body)).json
    }

    private func order(_ partner: Partner, _ reference: String, _ domain: String = "example.com") async throws -> Said {
        switch partner {
        case .sedo:
            let fields = [
                ("domain", domain), ("price", "1234.50"), ("currency", "CNY"), ("buyerref", reference),
                ("contact", "T-1"),
            ]
            return Said(sedo: try await sedo("DomainBuy", fields))
        case .afternic:
            let wanted: JSONValue = ["domain": .string(domain), "maxPrice": ["amount": 123_450, "currency": "CNY"]]
            let reservation = try await afternic("POST", "/v2/reservations", wanted, reference: reference)
            guard let token = reservation.json["token"] else { return Said(afternic: reservation.json) }
            return Said(afternic: try await buy(reference, token).json)
        case .yumi:
            let params = ["outTradeNo": reference, "domain": domain, "price": "123450", "templateId": "T-1"]
            return Said(yumi: try await yumi("trade.buy", params))
        }
    }

    private func buy(_ reference: String, _ token: JSONValue) async throws -> OutboundResponse {
        let body: JSONValue = [
            "token": token, "clientReference": .string(reference),
            "contact": ["templateId": "T-1", "kind": "individual"],
        ]
        return try await afternic("POST", "/v2/purchases", body, reference: reference)
    }

    private func lookUp(_ partner: Partner, _ reference: String) async throws -> Said {
        switch partner {
        case .sedo: return Said(sedo: try await sedo("OrderStatus", [("buyerref", reference)]))
        case .afternic:
            let found = try await afternic("GET", "/v2/purchases?clientReference=\(reference)").json
            return found.at("/purchases/0").map(Said.init(afternic:)) ?? Said(status: "unknown")
        case .yumi: return Said(yumi: try await yumi("trade.query", ["outTradeNo": reference]))
        }
    }

    // MARK: what they have in common

    @Test("A domain is bought at once, and a repeated order books nothing", arguments: Partner.allCases)
    func boughtAtOnce(partner: Partner) async throws {
        #expect(try await lookUp(partner, "O-1-1") == Said(status: "unknown"))
        let bought = try await order(partner, "O-1-1")
        #expect(bought.status == "bought")
        #expect(bought.detail?.count == 10)
        #expect(try await order(partner, "O-1-1") == bought)
        #expect(try await lookUp(partner, "O-1-1") == bought)
        #expect(try await bench.state()["purchases"]?.array?.count == 1)
    }

    @Test("A purchase is processed until it was looked up as often as its script says", arguments: Partner.allCases)
    func afterLookUps(partner: Partner) async throws {
        _ = try await bench.setScript("example.com", ["afterLookUps": 3, "expires": "2027-05-01"])
        let ordered = try await order(partner, "O-1-1")
        #expect(ordered.status == "processing")
        #expect(try await lookUp(partner, "O-1-1").status == "processing")
        #expect(try await lookUp(partner, "O-1-1").status == "processing")
        #expect(
            try await lookUp(partner, "O-1-1") == Said(status: "bought", number: ordered.number, detail: "2027-05-01"))
    }

    @Test("A purchase is processed until its seconds are over", arguments: Partner.allCases)
    func afterSeconds(partner: Partner) async throws {
        _ = try await bench.setScript("example.com", ["afterSeconds": 3_600])
        #expect(try await order(partner, "O-1-1").status == "processing")
        bench.advance(by: .seconds(3_600) - .milliseconds(1))
        #expect(try await lookUp(partner, "O-1-1").status == "processing")
        bench.advance(by: .milliseconds(1))
        #expect(try await lookUp(partner, "O-1-1").status == "bought")
    }

    static let words: [(Partner, String, String)] = [
        (.sedo, "holder-gave-up", "OWNER_WITHDREW"), (.sedo, "stale-listing", "ALREADY_SOLD"),
        (.sedo, "upstream-forbids", "REGISTRY_LOCK"),
        (.sedo, "seller-unreachable", "SELLER_SILENT"), (.afternic, "holder-gave-up", "SELLER_DECLINED"),
        (.afternic, "stale-listing", "ALREADY_SOLD"), (.afternic, "upstream-forbids", "TRANSFER_PROHIBITED"),
        (.afternic, "seller-unreachable", "SELLER_TIMEOUT"), (.yumi, "holder-gave-up", "SELLER_CANCEL"),
        (.yumi, "stale-listing", "SOLD_OUT"),
        (.yumi, "upstream-forbids", "SUPERVISED"), (.yumi, "seller-unreachable", "NO_CONTACT"),
        (.sedo, "NOT_OWNER", "NOT_OWNER"),
    ]

    @Test("A purchase fails for each reason in the partner's own words, after booking or at once", arguments: words)
    func failures(partner: Partner, reason: String, word: String) async throws {
        _ = try await bench.setScript(
            "booked.com", ["outcome": "failed", "reason": .string(reason), "afterLookUps": 1])
        #expect(try await order(partner, "O-1-1", "booked.com").status == "processing")
        let failed = try await lookUp(partner, "O-1-1")
        #expect(failed.status == "failed")
        #expect(failed.detail == word)
        _ = try await bench.setScript("refused.com", ["refuseOrder": true, "reason": .string(reason)])
        #expect(try await order(partner, "O-1-2", "refused.com") == Said(status: "refused", detail: word))
        #expect(try await lookUp(partner, "O-1-2") == Said(status: "unknown"))
    }

    @Test("An offer below what is asked is refused, the very sum is enough", arguments: Partner.allCases)
    func askedPrice(partner: Partner) async throws {
        _ = try await bench.setScript("example.com", ["askedFen": 123_451])
        let words = [Partner.sedo: "PRICE_RAISED", .afternic: "PRICE_CHANGED", .yumi: "PRICE_ERROR"]
        #expect(try await order(partner, "O-1-1") == Said(status: "refused", detail: words[partner]))
        _ = try await bench.setScript("example.com", ["askedFen": 123_450])
        #expect(try await order(partner, "O-1-1").status == "bought")
    }

    @Test(
        "A domain is sold once, at whichever partner, and can be sold again after a failure",
        arguments: Partner.allCases)
    func soldOnce(partner: Partner) async throws {
        _ = try await order(.sedo, "O-9-1")
        #expect(try await order(partner, "O-1-1").status == "refused")
        _ = try await bench.setScript("free.com", ["outcome": "failed"])
        _ = try await order(.yumi, "O-9-2", "free.com")
        _ = try await bench.call("DELETE", "/_control/scripts/free.com")
        #expect(try await order(partner, "O-1-2", "free.com").status == "bought")
    }

    @Test("A purchase that is never settled stays in processing", arguments: Partner.allCases)
    func neverSettled(partner: Partner) async throws {
        _ = try await bench.setScript("example.com", ["outcome": "processing"])
        _ = try await order(partner, "O-1-1")
        bench.advance(by: .days(60))
        #expect(try await lookUp(partner, "O-1-1").status == "processing")
    }

    @Test("Troubles come in the partner's own words")
    func troubles() async throws {
        _ = try await bench.setFaults(["failureRate": 1])
        #expect(try await sedo("OrderStatus", [("buyerref", "r")]).contains("<code>E1500</code>"))
        #expect(try await afternic("GET", "/v2/purchases?clientReference=r").status == 503)
        #expect(try await yumi("trade.query", ["outTradeNo": "r"])["ret"] == 5000)
        _ = try await bench.setFaults(["failureRate": 1, "failureStatus": 429])
        #expect(try await sedo("OrderStatus", [("buyerref", "r")]).contains("<code>E1429</code>"))
        let limited = try await afternic("GET", "/v2/purchases?clientReference=r")
        #expect(limited.status == 429)
        #expect(limited.retryAfterSeconds == 1)
        #expect(try await yumi("trade.query", ["outTradeNo": "r"])["ret"] == 1429)
    }

    @Test("An order whose answer is lost is found by a look-up")
    func lostAnswer() async throws {
        _ = try await bench.setScript("example.com", ["loseAnswers": 1])
        let fields =
            "partnerid=51122&signkey=sedo-sign-key&domain=example.com&price=1.00&currency=CNY&buyerref=O-1-1&contact=T-1"
        var request = OutboundRequest("POST", bench.url + "/api/v1/DomainBuy", body: Array(fields.utf8))
        request.headers = [OutboundHeader("Content-Type", "application/x-www-form-urlencoded")]
        request.totalTimeoutMs = 200
        await #expect(throws: OutboundError.self) { _ = try await bench.client.send(request) }
        #expect(try await lookUp(.sedo, "O-1-1").status == "bought")
    }

    // MARK: what each has alone

    @Test("Sedo faults a wrong key and what it cannot read, and escapes what it repeats")
    func sedoAlone() async throws {
        #expect(try await sedo("OrderStatus", [("buyerref", "r")], key: "wrong").contains("<code>E1401</code>"))
        #expect(try await sedo("OrderStatus", []).contains("<code>E1400</code>"))
        let fields = [
            ("domain", "a%26b%3Cc.com"), ("price", "1.00"), ("currency", "CNY"), ("buyerref", "r"), ("contact", "T-1"),
        ]
        #expect(try await sedo("DomainBuy", fields).contains("<domain>a&amp;b&lt;c.com</domain>"))
        for price in ["1", "1.5", "-1.00", "1.000", "x.00"] {
            let fields = [
                ("domain", "b.com"), ("price", price), ("currency", "CNY"), ("buyerref", "r2"), ("contact", "T-1"),
            ]
            #expect(try await sedo("DomainBuy", fields).contains("<code>E1400</code>"))
        }
    }

    @Test("An Afternic reservation keeps its token for 15 minutes and then buys nothing")
    func reservations() async throws {
        let wanted: JSONValue = ["domain": "example.com", "maxPrice": ["amount": 100, "currency": "CNY"]]
        func reserve() async throws -> JSONValue {
            try #require(try await afternic("POST", "/v2/reservations", wanted, reference: "O-1-1").json["token"])
        }
        let token = try await reserve()
        #expect(try await reserve() == token)
        #expect(try await buy("O-1-2", token).status == 410)
        bench.advance(by: .minutes(15))
        #expect(try await buy("O-1-1", token).status == 410)
        let next = try await reserve()
        #expect(next != token)
        #expect(try await buy("O-1-1", next).status == 201)
        #expect(try await buy("O-1-1", next).status == 200)
        #expect(try await bench.call("GET", "/v2/purchases?clientReference=O-1-1").status == 401)
    }

    @Test("Yumi takes a nonce once and a timestamp within 300 seconds")
    func yumiAlone() async throws {
        #expect(try await yumi("trade.query", ["outTradeNo": "r"], nonce: "n1")["ret"] == 1404)
        #expect(try await yumi("trade.query", ["outTradeNo": "r"], nonce: "n1")["ret"] == 1401)
        #expect(try await yumi("trade.query", ["outTradeNo": "r"], offsetSeconds: -300)["ret"] == 1404)
        #expect(try await yumi("trade.query", ["outTradeNo": "r"], offsetSeconds: 301)["ret"] == 1401)
        #expect(try await yumi("trade.sell", ["outTradeNo": "r"])["ret"] == 1400)
    }

    @Test("Yumi takes the signature that its protocol gives as an example")
    func yumiVector() async throws {
        let body: JSONValue = [
            "appid": "marketplace", "method": "trade.query", "timestamp": "1795248000", "nonce": "n1",
            "params": ["outTradeNo": "O-1-1"],
            "sign": "aaae2d9ac53755a0a5997cfb0b3a81e2",
        ]
        #expect(try await bench.call("POST", "/openapi/rpc", body).json["ret"] == 1404)
    }
}

extension Said {
    fileprivate init(sedo xml: String) {
        func element(_ name: String) -> String? {
            guard let start = xml.firstRange(of: "<\(name)>"), let end = xml.firstRange(of: "</\(name)>") else {
                return nil
            }
            return String(xml[start.upperBound..<end.lowerBound])
        }
        switch element("status") {
        case "pending", "transferring": self.init(status: "processing", number: element("id"))
        case "completed": self.init(status: "bought", number: element("id"), detail: element("expires"))
        case "cancelled": self.init(status: "failed", number: element("id"), detail: element("reason"))
        default: self.init(status: element("code") == "E1404" ? "unknown" : "refused", detail: element("reason"))
        }
    }

    fileprivate init(afternic json: JSONValue) {
        let number = json["purchaseId"]?.string
        switch json["status"]?.string {
        case "PENDING_SELLER", "IN_TRANSFER": self.init(status: "processing", number: number)
        case "COMPLETED": self.init(status: "bought", number: number, detail: json["expirationDate"]?.string)
        case "CANCELED": self.init(status: "failed", number: number, detail: json["cancelReason"]?.string)
        default: self.init(status: "refused", detail: json["code"]?.string)
        }
    }

    fileprivate init(yumi json: JSONValue) {
        let trade = json["data"] ?? .null, number = trade["tradeNo"]?.string
        switch (json["ret"]?.int64, trade["state"]?.int64) {
        case (1404, _): self.init(status: "unknown")
        case (1410, _): self.init(status: "refused", detail: json["failCode"]?.string)
        case (_, 10), (_, 20): self.init(status: "processing", number: number)
        case (_, 30): self.init(status: "bought", number: number, detail: trade["expireDate"]?.string)
        case (_, 40): self.init(status: "failed", number: number, detail: trade["failCode"]?.string)
        default: self.init(status: "ret \(json["ret"]?.int64 ?? -1)")
        }
    }
}
