import CatalogDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Partner feeds") struct FeedTests {
    @Test("DOM-07 A header names kind, partner and instant")
    func header() throws {
        let header = try FeedHeader(line: "domain-feed|1|incremental|yumi|2026-11-21T08:00:00Z")
        #expect(header.kind == .incremental && header.partner == .yumi)
        for line in [
            "", "domain-feed|2|full|sedo|2026-11-21T08:00:00Z", "domain-feed|1|all|sedo|2026-11-21T08:00:00Z",
            "domain-feed|1|full|nobody|2026-11-21T08:00:00Z", "domain-feed|1|full|sedo|today", "put|a.com|1|||",
        ] {
            #expect(throws: FeedFault.self) { try FeedHeader(line: Substring(line)) }
        }
    }

    @Test("CAT-09 Feeds are taken from the named partners only", arguments: Partner.allCases)
    func partners(partner: Partner) throws {
        let header = try FeedHeader(line: "domain-feed|1|full|\(partner.rawValue)|2026-11-21T08:00:00Z")
        #expect(header.partner == partner)
        for stranger in ["", "wanwang", partner.rawValue.uppercased(), partner.rawValue + " "] {
            #expect(throws: FeedFault.self) {
                try FeedHeader(line: "domain-feed|1|full|\(stranger)|2026-11-21T08:00:00Z")
            }
        }
    }

    @Test("DOM-07 A line says what is offered")
    func put() throws {
        let line = try FeedLine("put|Shop.COM.cn|128800|张先生|2027-02-28|S-17", in: .full, by: .sample)
        guard case .put(let listing, let name) = line else { throw FeedFault("not put") }
        #expect(
            listing
                == Listing(
                    domain: "shop.com.cn", price: Money(fen: 128_800), seller: "张先生", expires: "2027-02-28",
                    reference: "S-17"))
        #expect(name.label == "shop" && name.tld == "com.cn")
        #expect(try FeedLine("drop|a.com", in: .incremental, by: .sample) == .drop(NameRules.sample.listed("a.com")))
        #expect(throws: Never.self) { try FeedLine("put|a.com|7901|||", in: .incremental, by: .sample) }
    }

    @Test(
        "DOM-07 A broken line says what is broken",
        arguments: [
            "", "put", "put|a.com|7901||", "put|a.com|7901|||||", "put||7901|||", "put|a.com|100000000001|||",
            "put|a.com|7901||2027-02-29|", "put|a.com|7901||2027-2-1|", "put|a.com|7901||20270201|",
            "put|a.com|7901|x\u{7}||", "drop|a.com", "sell|a.com|7901|||",
        ])
    func broken(line: String) {
        #expect(throws: FeedFault.self) { try FeedLine(Substring(line), in: .full, by: .sample) }
    }

    @Test(
        "DOM-07 A price is written in digits alone",
        arguments: ["", "0", "-5000", "+5000", "05000", "00100", "5e3", "5000.0", " 5000", "5000 ", "５０００", "0x1F40"])
    func prices(price: String) {
        #expect(throws: FeedFault.self) { try FeedLine("put|a.org|\(price)|||", in: .full, by: .sample) }
    }

    @Test(
        "CAT-08 The listed price is above the year of renewal that it includes",
        arguments: ["a.com": 7_900, "a.cn": 3_800])
    func renewals(name: String, renewal: Int64) {
        #expect(throws: FeedFault.self) { try FeedLine("put|\(name)|\(renewal)|||", in: .full, by: .sample) }
        #expect(throws: Never.self) { try FeedLine("put|\(name)|\(renewal + 1)|||", in: .full, by: .sample) }
    }

    @Test("DOM-07 A stamp may be five minutes ahead of our clock; beyond that the refusal names both clocks")
    func stamps() throws {
        let edge = Instant.start + .minutes(5)
        #expect(throws: Never.self) { try Feed.checkStamp(edge, now: .start) }
        let beyond = Instant(microseconds: edge.microseconds + 1)
        let fault = #expect(throws: FeedFault.self) { try Feed.checkStamp(beyond, now: .start) }
        #expect(fault?.reason.contains(beyond.rfc3339) == true && fault?.reason.contains(Instant.start.rfc3339) == true)
    }

    @Test("DOM-07 A feed waits if it takes away more than the set share, or all there is")
    func waiting() {
        #expect(!Feed.mustWait(removing: 300, of: 1_000, shareMaxPercent: 30))
        #expect(Feed.mustWait(removing: 301, of: 1_000, shareMaxPercent: 30))
        #expect(Feed.mustWait(removing: 1_000, of: 1_000, shareMaxPercent: 100))
        #expect(!Feed.mustWait(removing: 999, of: 1_000, shareMaxPercent: 100))
        #expect(Feed.mustWait(removing: 1, of: 1, shareMaxPercent: 30))
        #expect(!Feed.mustWait(removing: 0, of: 0, shareMaxPercent: 30))
    }

    @Test("DOM-07 A feed that was cut off, changed on its way or is broken throughout changes nothing")
    func check() throws {
        let digest = String(repeating: "a", count: 64)
        let trailer = try FeedTrailer(line: "end|10|\(digest.uppercased())")
        try Feed.check(trailer, lines: 10, broken: 1, digest: digest)
        #expect(throws: FeedFault.self) { try Feed.check(trailer, lines: 9, broken: 0, digest: digest) }
        #expect(throws: FeedFault.self) {
            try Feed.check(trailer, lines: 10, broken: 0, digest: String(repeating: "b", count: 64))
        }
        #expect(throws: FeedFault.self) { try Feed.check(trailer, lines: 10, broken: 2, digest: digest) }
        for line in [
            "end", "end|10", "end|x|\(digest)", "end|-1|\(digest)", "end|+10|\(digest)", "end|010|\(digest)",
            "end|10|abc",
        ] {
            #expect(throws: FeedFault.self) { try FeedTrailer(line: Substring(line)) }
        }
    }

    @Test("A run is told once")
    func once() throws {
        var feed = Scenario<Feed>("sedo")
        let report = FeedReport(runID: "r1", partner: .sedo, kind: .full, generatedAt: .start, lines: 3, added: 3)
        #expect(try feed.take(.ingested(report)).events.count == 1)
        #expect(try feed.take(.ingested(report)).events.isEmpty)
        #expect(feed.state.runs == 1)
    }
}

@Suite("Wrong listings") struct ListingWatchTests {
    @Test("DOM-05 A purchase that failed for a stale listing takes it down, other failures do not")
    func failedPurchase() throws {
        var watch = Scenario<ListingWatch>("a.com")
        #expect(
            try watch.take(.purchaseFailed(partner: "sedo", orderID: "O-1", reason: "seller-gave-up", isStale: false))
                .events.isEmpty)
        #expect(
            try watch.take(.purchaseFailed(partner: "unheard-of", orderID: "O-1", reason: "stale", isStale: true))
                .events.isEmpty)
        let decision = try watch.take(.purchaseFailed(partner: "sedo", orderID: "O-1", reason: "stale", isStale: true))
        #expect(decision.events == [.suppressed(partner: .sedo, reason: .word("stale"), orderID: "O-1")])
    }

    @Test("A domain that was bought leaves the lists of all partners, once")
    func sold() throws {
        var watch = Scenario<ListingWatch>("a.com")
        #expect(
            try watch.take(.purchased(orderID: "O-1")).events == [
                .suppressed(partner: nil, reason: .word("sold"), orderID: "O-1")
            ])
        #expect(try watch.take(.purchased(orderID: "O-1")).events.isEmpty)
    }

    @Test("CAT-10 An operator's suppression needs a reason, and can be taken back")
    func operators() throws {
        var watch = Scenario<ListingWatch>("a.com")
        #expect(
            watch.refusal(.suppress(operatorID: "op", partner: .yumi, isListed: true, reason: ""))
                == "CAT-10 reason-missing")
        #expect(
            watch.refusal(.suppress(operatorID: "op", partner: .yumi, isListed: false, reason: "expired"))
                == "CAT-10 domain-not-listed")
        try watch.take(.suppress(operatorID: "op", partner: .yumi, isListed: true, reason: "expired"))
        #expect(
            try watch.take(.reinstate(operatorID: "op", partner: .yumi)).events == [
                .reinstated(partner: .yumi, operatorID: "op")
            ])
    }
}
