import Crypto
import HTTPClient
import JSON
import Kernel
import Observability
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import Testing

private let clock = VirtualClock(at: Instant(microseconds: 1_795_248_000_000_000))

private func lookUp(_ partner: some Partner, _ order: PaidDomainOrder = .sample()) async -> Outcome {
    do throws(PartnerSilence) { return .answer(try await partner.lookUp(order)) } catch {
        return .silence(error.trouble, notBefore: error.notBefore)
    }
}

private func buy(_ partner: some Partner, _ order: PaidDomainOrder = .sample()) async -> Outcome {
    do throws(PartnerSilence) { return .answer(try await partner.order(order)) } catch {
        return .silence(error.trouble, notBefore: error.notBefore)
    }
}

private let expiry = CivilDate("2027-05-01") ?? CivilDate(daysSince1970: 0)

@Suite("Sedo's protocol")
struct SedoTests {
    private func partner(_ wire: Wire) -> SedoPartner {
        SedoPartner(baseURL: "http://partner", partnerID: "51122", signKey: "s&k", send: wire.send, clock: clock)
    }
    private func document(_ order: String) -> Wire.Answer {
        .http(
            200,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SEDO><order><id>S-7</id><buyerref>O-1-1</buyerref><domain>example.com</domain>\(order)</order></SEDO>"
        )
    }

    @Test("DOM-06 an order is a form with credentials, our reference and the highest price")
    func form() async {
        let wire = Wire(document("<status>pending</status>"))
        #expect(await buy(partner(wire)) == .answer(.processing(partnerReference: "S-7")))
        #expect(wire.paths == ["/api/v1/DomainBuy"])
        #expect(
            wire.requests[0].text
                == "partnerid=51122&signkey=s%26k&domain=example.com&price=1234.50&currency=CNY&buyerref=O-1-1&contact=T-1&listingid=L-1"
        )
        #expect(wire.requests[0].header("Content-Type") == "application/x-www-form-urlencoded")
    }

    @Test("DOM-06 an order that Sedo does not know is unknown, not failed")
    func unknown() async {
        let wire = Wire(.http(200, "<SEDO><fault><code>E1404</code><message>unknown buyerref</message></fault></SEDO>"))
        #expect(await lookUp(partner(wire)) == .answer(nil))
        #expect(wire.requests[0].text == "partnerid=51122&signkey=s%26k&buyerref=O-1-1")
    }

    @Test(
        "DOM-05 states and reasons mean what the protocol says",
        arguments: [
            ("<status>transferring</status>", PartnerAnswer.processing(partnerReference: "S-7")),
            (
                "<status>completed</status><expires>2027-05-01</expires>",
                .bought(partnerReference: "S-7", expiresOn: expiry)
            ),
            ("<status>cancelled</status><reason>OWNER_WITHDREW</reason>", .refused(.holderGaveUp)),
            ("<status> cancelled\n</status><reason>NOT_OWNER</reason>", .refused(.staleListing)),
            ("<status>cancelled</status><reason>PRICE_RAISED</reason>", .refused(.staleListing)),
            ("<status>cancelled</status><reason>REGISTRY_LOCK</reason>", .refused(.upstreamForbids)),
            ("<status>cancelled</status><reason>SELLER_SILENT</reason>", .refused(.sellerUnreachable)),
        ])
    func states(body: String, answer: PartnerAnswer) async {
        #expect(await lookUp(partner(Wire(document(body)))) == .answer(answer))
    }

    @Test(
        "DOM-06 from what is not understood nothing is concluded",
        arguments: [
            "<SEDO><order><id>S-7</id><buyerref>O-9-1</buyerref><domain>example.com</domain><status>pending</status></order></SEDO>",
            "<SEDO><order><id>S-7</id><buyerref>O-1-1</buyerref><domain>example.org</domain><status>pending</status></order></SEDO>",
            "<SEDO><order><id>S-7</id><buyerref>O-1-1</buyerref><domain>example.com</domain><status>lost</status></order></SEDO>",
            "<SEDO><order><id>S-7</id><buyerref>O-1-1</buyerref><domain>example.com</domain><status>completed</status></order></SEDO>",
            "<SEDO><order><id>S-7</id><buyerref>O-1-1</buyerref><domain>example.com</domain><status>cancelled</status><reason>?</reason></order></SEDO>",
            "<SEDO><fault><code>E1401</code></fault></SEDO>", "<SEDO><fault/></SEDO>", "<SEDO/>", "<OTHER/>", "<SEDO>",
            "", "{}",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><SEDO><fault><code>E1404</code></fault></SEDO>",
            "<SEDO></SEDO><SEDO></SEDO>",
        ])
    func nonsense(body: String) async {
        #expect(await lookUp(partner(Wire(.http(200, body)))) == .silence(.unintelligible))
    }

    @Test("DOM-06 attributes, comments and characters by number are read over or read")
    func looseDocument() async {
        let body =
            "<?xml version='1.0'?><!-- x --><SEDO v=\"1 > 0\"><order a='b'><id>S&#45;7</id><!-- y --><buyerref>O&#x2D;1-1</buyerref><domain>example.com</domain><status>pending</status></order></SEDO>\n"
        #expect(await lookUp(partner(Wire(.http(200, body)))) == .answer(.processing(partnerReference: "S-7")))
    }

    @Test("DOM-06 faults that pass are asked again")
    func passingFaults() async {
        #expect(
            await buy(partner(Wire(.http(200, "<SEDO><fault><code>E1500</code></fault></SEDO>"))))
                == .silence(.unreachable))
        #expect(
            await buy(partner(Wire(.http(200, "<SEDO><fault><code>E1429</code></fault></SEDO>"))))
                == .silence(.rateLimited))
        #expect(
            await buy(
                partner(Wire(.http(200, "<SEDO><fault><code>E1410</code><reason>ALREADY_SOLD</reason></fault></SEDO>")))
            )
                == .answer(.refused(.staleListing)))
    }
}

@Suite("Afternic's protocol")
struct AfternicTests {
    private func partner(_ wire: Wire) -> AfternicPartner {
        AfternicPartner(baseURL: "http://partner", key: "k", secret: "s", send: wire.send, clock: clock)
    }
    private func purchase(_ more: String) -> String {
        "{\"purchaseId\":\"AFN-9\",\"clientReference\":\"O-1-1\",\"domain\":\"example.com\",\(more)}"
    }

    @Test("DOM-06 a reservation's token buys; both calls carry the same idempotency key")
    func reserveAndBuy() async throws {
        let wire = Wire(.http(201, "{\"token\":\"rsv-1\"}"), .http(201, purchase("\"status\":\"IN_TRANSFER\"")))
        #expect(await buy(partner(wire)) == .answer(.processing(partnerReference: "AFN-9")))
        #expect(wire.paths == ["/v2/reservations", "/v2/purchases"])
        #expect(wire.requests.map { $0.header("Idempotency-Key") } == ["O-1-1", "O-1-1"])
        #expect(wire.requests.allSatisfy { $0.header("Authorization") == "sso-key k:s" && $0.isRepeatable })
        #expect(
            try JSONValue(wire.requests[0].body)
                == ["domain": "example.com", "listingId": "L-1", "maxPrice": ["amount": 123_450, "currency": "CNY"]])
        #expect(
            try JSONValue(wire.requests[1].body)
                == [
                    "token": "rsv-1", "clientReference": "O-1-1",
                    "contact": ["templateId": "T-1", "kind": "enterprise"],
                ])
    }

    @Test("DOM-06 a listing without a name is reserved by its domain alone")
    func noListing() async throws {
        let wire = Wire(.http(500, ""))
        #expect(await buy(partner(wire), .sample(listingID: nil)) == .silence(.unreachable))
        #expect(try JSONValue(wire.requests[0].body)["listingId"] == nil)
    }

    @Test("DOM-06 the look-up finds none or one")
    func lookUps() async {
        let wire = Wire(
            .http(200, "{\"purchases\":[]}"),
            .http(200, "{\"purchases\":[\(purchase("\"status\":\"PENDING_SELLER\""))]}"))
        #expect(await lookUp(partner(wire)) == .answer(nil))
        #expect(await lookUp(partner(wire)) == .answer(.processing(partnerReference: "AFN-9")))
        #expect(wire.paths == ["/v2/purchases?clientReference=O-1-1", "/v2/purchases?clientReference=O-1-1"])
    }

    @Test(
        "DOM-05 a refusal may come with the reservation, with the purchase, or later",
        arguments: [
            ("SELLER_DECLINED", FailureReason.holderGaveUp), ("LISTING_INVALID", .staleListing),
            ("ALREADY_SOLD", .staleListing),
            ("PRICE_CHANGED", .staleListing), ("TRANSFER_PROHIBITED", .upstreamForbids),
            ("SELLER_TIMEOUT", .sellerUnreachable),
        ])
    func refusals(code: String, reason: FailureReason) async {
        let refusal = Wire.Answer.http(409, "{\"code\":\"\(code)\",\"message\":\"no\"}")
        #expect(await buy(partner(Wire(refusal))) == .answer(.refused(reason)))
        #expect(await buy(partner(Wire(.http(201, "{\"token\":\"t\"}"), refusal))) == .answer(.refused(reason)))
        let later = Wire(
            .http(200, "{\"purchases\":[\(purchase("\"status\":\"CANCELED\",\"cancelReason\":\"\(code)\""))]}"))
        #expect(await lookUp(partner(later)) == .answer(.refused(reason)))
    }

    @Test("DOM-03 a completed purchase tells its expiry")
    func completed() async {
        let wire = Wire(
            .http(200, "{\"purchases\":[\(purchase("\"status\":\"COMPLETED\",\"expirationDate\":\"2027-05-01\""))]}"))
        #expect(await lookUp(partner(wire)) == .answer(.bought(partnerReference: "AFN-9", expiresOn: expiry)))
    }

    @Test("DOM-06 an expired reservation, a server error, a limit and a lost answer are asked again, each in its time")
    func troubles() async {
        #expect(await buy(partner(Wire(.http(201, "{\"token\":\"t\"}"), .http(410, "{}")))) == .silence(.unreachable))
        #expect(await lookUp(partner(Wire(.http(503, "")))) == .silence(.unreachable))
        #expect(
            await lookUp(partner(Wire(.http(429, "", headers: [OutboundHeader("Retry-After", "30")]))))
                == .silence(.rateLimited, notBefore: clock.now() + .seconds(30)))
        let lost = OutboundError(.timedOut, "late", isRetriable: true, mayHaveBeenSent: true)
        #expect(await lookUp(partner(Wire(.error(lost)))) == .silence(.answerLost))
        let refused = OutboundError(.couldNotConnect, "nobody", isRetriable: true, mayHaveBeenSent: false)
        #expect(await lookUp(partner(Wire(.error(refused)))) == .silence(.unreachable))
    }

    @Test(
        "DOM-06 wrong credentials and strange answers need an operator",
        arguments: [(401, ""), (403, ""), (200, "[]"), (404, "{}"), (302, "")])
    func unintelligible(status: Int, body: String) async {
        #expect(await lookUp(partner(Wire(.http(status, body)))) == .silence(.unintelligible))
    }
}

@Suite("Yumi's protocol")
struct YumiTests {
    private struct FixedRandom: RandomSource {
        func bytes(_ count: Int) throws(CryptoError) -> [UInt8] { Array(repeating: 0xAB, count: count) }
    }
    private func partner(_ wire: Wire) -> YumiPartner {
        YumiPartner(
            baseURL: "http://partner", appID: "marketplace", appKey: "yumi-secret", send: wire.send, clock: clock,
            random: FixedRandom())
    }
    private func trade(_ more: String, ret: Int = 0) -> Wire.Answer {
        .http(
            200,
            "{\"ret\":\(ret),\"msg\":\"ok\",\"data\":{\"tradeNo\":\"YM1\",\"outTradeNo\":\"O-1-1\",\"domain\":\"example.com\",\(more)}}"
        )
    }

    @Test("DOM-06 the signature is that of the protocol's example")
    func signature() {
        let fields = [
            "appid": "marketplace", "method": "trade.query", "nonce": "n1", "outTradeNo": "O-1-1",
            "timestamp": "1795248000", "empty": "",
        ]
        #expect(YumiPartner.signature(fields, key: "yumi-secret") == "aaae2d9ac53755a0a5997cfb0b3a81e2")
    }

    @Test("DOM-06 a call carries all fields as strings, signed")
    func call() async throws {
        let wire = Wire(trade("\"state\":10"))
        #expect(await buy(partner(wire)) == .answer(.processing(partnerReference: "YM1")))
        let body = try JSONValue(wire.requests[0].body)
        #expect(wire.paths == ["/openapi/rpc"])
        #expect(body["method"] == "trade.buy")
        #expect(body["timestamp"] == "1795248000")
        #expect(body["nonce"] == .string(String(repeating: "ab", count: 16)))
        #expect(
            body["params"] == [
                "outTradeNo": "O-1-1", "domain": "example.com", "price": "123450", "templateId": "T-1",
                "listingId": "L-1",
            ])
        var fields = [
            "appid": "marketplace", "method": "trade.buy", "nonce": String(repeating: "ab", count: 16),
            "timestamp": "1795248000",
        ]
        for (name, value) in try body.object(at: "/params") { fields[name] = value.string }
        #expect(body["sign"]?.string == YumiPartner.signature(fields, key: "yumi-secret"))
    }

    @Test("DOM-06 a trade that exists already is the trade, one that does not is unknown")
    func existing() async {
        #expect(
            await buy(partner(Wire(trade("\"state\":20", ret: 1009)))) == .answer(.processing(partnerReference: "YM1")))
        #expect(await lookUp(partner(Wire(.http(200, "{\"ret\":1404,\"msg\":\"none\"}")))) == .answer(nil))
    }

    @Test(
        "DOM-05 states and codes mean what the protocol says",
        arguments: [
            (
                "\"state\":30,\"expireDate\":\"2027-05-01\"",
                PartnerAnswer.bought(partnerReference: "YM1", expiresOn: expiry)
            ),
            ("\"state\":40,\"failCode\":\"SELLER_CANCEL\"", .refused(.holderGaveUp)),
            ("\"state\":40,\"failCode\":\"SOLD_OUT\"", .refused(.staleListing)),
            ("\"state\":40,\"failCode\":\"SUPERVISED\"", .refused(.upstreamForbids)),
            ("\"state\":40,\"failCode\":\"NO_CONTACT\"", .refused(.sellerUnreachable)),
        ])
    func states(body: String, answer: PartnerAnswer) async {
        #expect(await lookUp(partner(Wire(trade(body)))) == .answer(answer))
    }

    @Test("DOM-06 other answers are troubles")
    func troubles() async {
        #expect(
            await buy(partner(Wire(.http(200, "{\"ret\":1410,\"failCode\":\"NOT_HOLDER\"}"))))
                == .answer(.refused(.staleListing)))
        #expect(await buy(partner(Wire(.http(200, "{\"ret\":1429}")))) == .silence(.rateLimited))
        #expect(await buy(partner(Wire(.http(200, "{\"ret\":5000}")))) == .silence(.unreachable))
        for body in [
            "{\"ret\":1401}", "{\"ret\":0}", "{\"ret\":\"0\"}", "{}", "x", "{\"ret\":1410,\"failCode\":\"?\"}",
        ] {
            #expect(await buy(partner(Wire(.http(200, body)))) == .silence(.unintelligible))
        }
        #expect(await lookUp(partner(Wire(trade("\"state\":99")))) == .silence(.unintelligible))
    }
}

@Suite("A guarded partner")
struct GuardTests {
    private func guarded(_ wire: Wire, _ clock: VirtualClock, rate: Int = 100) -> GuardedPartner {
        GuardedPartner(
            SedoPartner(baseURL: "http://partner", partnerID: "p", signKey: "k", send: wire.send, clock: clock),
            conversationsPerSecond: rate,
            failuresMax: 2, openMs: 30_000, clock: clock, monotonic: clock)
    }
    private let unknown = Wire.Answer.http(200, "<SEDO><fault><code>E1404</code></fault></SEDO>")

    @Test("DOM-06 after failures in a row a partner is left alone, then tried with one call")
    func circuit() async {
        let clock = VirtualClock()
        let wire = Wire(.http(500, ""), .http(500, ""), unknown, unknown)
        let partner = guarded(wire, clock)
        #expect(await lookUp(partner) == .silence(.unreachable))
        #expect(await lookUp(partner) == .silence(.unreachable))
        #expect(await lookUp(partner) == .silence(.circuitOpen, notBefore: clock.now() + .seconds(30)))
        #expect(wire.requests.count == 2)
        clock.advance(by: .seconds(30))
        #expect(await lookUp(partner) == .answer(nil))
        #expect(await lookUp(partner) == .answer(nil))
        #expect(partner.circuit == .closed(failuresInARow: 0))
    }

    @Test("DOM-06 nonsense and refusals do not open the circuit: the partner is up")
    func nonsense() async {
        let wire = Wire(.http(200, "x"), .http(200, "x"), .http(429, ""), unknown)
        let partner = guarded(wire, VirtualClock())
        for _ in 0..<3 { _ = await lookUp(partner) }
        #expect(await lookUp(partner) == .answer(nil))
    }

    @Test("DOM-06 no more conversations begin than the partner allows; one that began may order")
    func rate() async {
        let clock = VirtualClock()
        let wire = Wire(unknown, .http(200, "<SEDO/>"), unknown)
        let partner = guarded(wire, clock, rate: 1)
        #expect(await lookUp(partner) == .answer(nil))
        #expect(await buy(partner) == .silence(.unintelligible))
        #expect(await lookUp(partner) == .silence(.rateLimited, notBefore: clock.now() + .seconds(1)))
        clock.advance(by: .seconds(1))
        #expect(await lookUp(partner) == .answer(nil))
    }
}
