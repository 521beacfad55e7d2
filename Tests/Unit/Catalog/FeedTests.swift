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

    @Test("DOM-07 A line says what is offered")
    func put() throws {
        let line = try FeedLine("put|Shop.COM.cn|128800|张先生|2027-02-28|S-17", in: .full)
        guard case .put(let listing, let name) = line else { throw FeedFault("not put") }
        #expect(
            listing
                == Listing(
                    domain: "shop.com.cn", price: Money(fen: 128_800), seller: "张先生", expires: "2027-02-28",
                    reference: "S-17"))
        #expect(name.label == "shop" && name.tld == "com.cn")
        #expect(try FeedLine("drop|a.com", in: .incremental) == .drop(#require(DomainName("a.com"))))
        _ = try FeedLine("put|a.com|1|||", in: .incremental)
    }

    @Test(
        "DOM-07 A broken line says what is broken",
        arguments: [
            "", "put", "put|a.com|1||", "put|a.com|1|||||", "put||1|||", "put|a.com|0|||", "put|a.com|-5|||",
            "put|a.com|1.5|||", "put|a.com|100000000001|||",
            "put|a.com|1||2027-02-29|", "put|a.com|1||2027-2-1|", "put|a.com|1||20270201|", "put|中文.com|1|||",
            "put|a|1|||", "put|www.a.com|1|||",
            "put|com.cn|1|||", "put|-a.com|1|||", "put|a.com|1|x\u{7}||", "drop|a.com", "sell|a.com|1|||",
        ])
    func broken(line: String) {
        #expect(throws: FeedFault.self) { try FeedLine(Substring(line), in: .full) }
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
        for line in ["end", "end|10", "end|x|\(digest)", "end|-1|\(digest)", "end|10|abc"] {
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
        #expect(decision.events == [.suppressed(partner: .sedo, reason: "stale", orderID: "O-1")])
    }

    @Test("A domain that was bought leaves the lists of all partners, once")
    func sold() throws {
        var watch = Scenario<ListingWatch>("a.com")
        #expect(
            try watch.take(.purchased(orderID: "O-1")).events == [
                .suppressed(partner: nil, reason: "sold", orderID: "O-1")
            ])
        #expect(try watch.take(.purchased(orderID: "O-1")).events.isEmpty)
    }

    @Test("CAT-10 An operator's suppression needs a reason, and can be taken back")
    func operators() throws {
        var watch = Scenario<ListingWatch>("a.com")
        #expect(watch.refusal(.suppress(operatorID: "op", partner: .yumi, reason: "")) == "CAT-10 reason-missing")
        try watch.take(.suppress(operatorID: "op", partner: .yumi, reason: "expired"))
        #expect(
            try watch.take(.reinstate(operatorID: "op", partner: .yumi)).events == [
                .reinstated(partner: .yumi, operatorID: "op")
            ])
    }
}
