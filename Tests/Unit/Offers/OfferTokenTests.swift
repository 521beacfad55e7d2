import Kernel
import Offers
import Testing

@Suite("Signed offers") struct OfferTokenTests {
    let keys: OfferKeys
    let issued = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)

    init() throws {
        keys = try OfferKeys(configuration: "old:\(Self.key("A")),new-1:\(Self.key("B"))")
    }

    static func key(_ letter: Character) -> String { String(repeating: letter, count: 42) + "A=" }

    func offer() -> Offer {
        Offer(
            id: "OF-1", buyerID: "A-1", productID: "P-1", productVersion: 3, productName: "企业网站",
            productType: .humanService, vendorID: "V-1",
            vendorName: "示例服务商",
            choice: .init(id: "basic", specification: "基础版", billing: .once, unitPrice: Money(fen: 128_00)),
            quantity: 2,
            total: Money(fen: 256_00), validityMonths: 3, hasFiveDayRefund: true, settlement: .thirdParty,
            allowsCredit: false,
            terms: .init(version: "1", digest: "ab"),
            deliverySteps: [.init(name: "提交需求", actor: .buyer, needsBuyerConfirmation: false)],
            domain: .init(
                name: "a.com", partner: "sedo", partnerReference: "", domainPrice: .zero, firstYearRenewal: .zero),
            issuedAt: issued, expiresAt: issued + .minutes(30))
    }

    @Test("A signed offer reads back whole, whichever configured key signed it", arguments: ["old", "new-1"])
    func roundTrip(keyID: String) throws {
        let token = try OfferSigner(keys: keys).sign(offer(), keyID: keyID)
        #expect(try OfferVerifier(keys: keys).verify(token, now: issued) == offer())
    }

    @Test("The same offer gives the same token")
    func deterministic() throws {
        let signer = OfferSigner(keys: keys)
        #expect(try signer.sign(offer(), keyID: "old") == signer.sign(offer(), keyID: "old"))
    }

    @Test("An offer is good to its last microsecond and void at its expiry")
    func expiry() throws {
        let token = try OfferSigner(keys: keys).sign(offer(), keyID: "old")
        let expiry = offer().expiresAt
        _ = try OfferVerifier(keys: keys).verify(token, now: Instant(microseconds: expiry.microseconds - 1))
        #expect { try OfferVerifier(keys: keys).verify(token, now: expiry) } throws: {
            ($0 as? OfferError)?.code == .expired
        }
    }

    @Test("Whatever character is changed, the token is refused")
    func tampering() throws {
        let token = Array(try OfferSigner(keys: keys).sign(offer(), keyID: "old").utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: OfferError.self) {
                try OfferVerifier(keys: keys).verify(String(decoding: changed, as: UTF8.self), now: issued)
            }
        }
    }

    @Test("A token of a retired key, another marketplace or no token at all is refused by name")
    func refusals() throws {
        let token = try OfferSigner(keys: keys).sign(offer(), keyID: "old")
        let rotated = OfferVerifier(keys: try OfferKeys(configuration: "new-1:\(Self.key("B"))"))
        #expect { try rotated.verify(token, now: issued) } throws: { ($0 as? OfferError)?.code == .unknownKey }
        let foreign = OfferVerifier(keys: try OfferKeys(configuration: "old:\(Self.key("C"))"))
        #expect { try foreign.verify(token, now: issued) } throws: { ($0 as? OfferError)?.code == .badSignature }
        for text in ["", "v1", "v1...", "v2.old.e30.x", "a.b.c.d.e"] {
            #expect(throws: OfferError.self) { try OfferVerifier(keys: keys).verify(text, now: issued) }
        }
    }

    @Test(
        "Unusable keys are refused at start, without being shown",
        arguments: ["", "a", "a:", "a:c2hvcnQ=", "a b:\(key("A"))", "a:!!"])
    func badKeys(configuration: String) {
        #expect { try OfferKeys(configuration: configuration) } throws: {
            ($0 as? OfferError)?.code == .badKeys && !"\($0)".contains("c2hvcnQ")
        }
    }

    @Test("An unknown key cannot sign")
    func unknownSigner() {
        #expect { try OfferSigner(keys: keys).sign(offer(), keyID: "none") } throws: {
            ($0 as? OfferError)?.code == .unknownKey
        }
    }
}
