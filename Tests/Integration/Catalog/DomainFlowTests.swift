import EventContracts
import JSON
import Kernel
import Observability
import Offers
import TestKit
import Testing

@Suite("Catalog, partner domains") struct DomainFlowTests {
    static let lines = [
        "put|shop.com|128800|张先生|2027-03-01|S-1", "put|shopping.com|99900|||S-2", "put|myshop.cn|5000|||S-3",
        "put|web.com.cn|88800|||S-4",
    ]

    /// Lines that keep the broken ones below a tenth.
    static let filler = (10..<20).map { "put|filler\($0).net|100|||" }

    private func put(_ catalog: ServiceBench, _ kind: String, _ feed: [UInt8], partner: String = "sedo") async throws
        -> ServiceBench.Answer
    {
        try await catalog.request("PUT", "/partner-feeds/\(partner)/\(kind)", as: "A-3 operator", text: feed)
    }

    private func names(_ catalog: ServiceBench, _ query: String) async throws -> [String] {
        try await catalog.request("GET", "/domains?\(query)").body["domains"]?.array?.compactMap {
            $0["domain"]?.string
        } ?? []
    }

    @Test("DOM-07 A full feed replaces the partner's listings, an incremental one changes them, and each is told once")
    func feeds() async throws {
        try await Support.withCatalog { catalog in
            let feed = Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines + ["put|broken|1|||"] + Self.filler)
            let first = try await put(catalog, "full", feed)
            #expect(first.status == 200 && first.body["added"] == 14 && first.body["broken"] == 1)
            #expect(try first.body.string(at: "/brokenLines/0/reason").hasPrefix("the domain must"))
            #expect(first.body.at("/brokenLines/0/number") == 6)
            #expect(try await put(catalog, "full", feed).body == first.body)

            let changes = [
                "drop|myshop.cn", "put|shop.com|118800|张先生|2027-03-01|S-1", "put|new.com|100|||", "drop|absent.com",
            ]
            let second = try await put(
                catalog, "incremental", Support.feed("incremental", at: "2026-11-21T02:00:00Z", changes))
            #expect(second.body["added"] == 1 && second.body["changed"] == 1 && second.body["removed"] == 1)
            let third = try await put(
                catalog, "full", Support.feed("full", at: "2026-11-21T03:00:00Z", [Self.lines[1]]))
            #expect(third.body["removed"] == 13 && third.body["changed"] == 0)
            #expect(try await names(catalog, "") == ["shopping.com"])
            #expect(
                try await catalog.published(3).compactMap { ($0 as? CatalogWire.FeedIngestedV1)?.kind } == [
                    .full, .incremental, .full,
                ])
        }
    }

    @Test("DOM-07 A feed that is cut off, changed, mislabelled or older than the last changes nothing")
    func brokenFeeds() async throws {
        try await Support.withCatalog { catalog in
            let good = Support.feed("full", at: "2026-11-21T02:00:00Z", Self.lines)
            #expect(try await put(catalog, "full", good).status == 200)
            let cut = Support.feed("full", at: "2026-11-21T03:00:00Z", [Self.lines[0]])
            var changed = cut
            changed[70] ^= 1
            let refusals: [(String, String, [UInt8])] = [
                ("full", "sedo", cut.dropLast(80)), ("full", "sedo", changed), ("incremental", "sedo", cut),
                ("full", "yumi", cut),
                ("full", "sedo", Support.feed("full", at: "2026-11-21T01:00:00Z", [Self.lines[0]])),
                ("full", "sedo", cut + Array("more\n".utf8)),
                ("full", "sedo", []), ("full", "sedo", Array(repeating: UInt8(ascii: "x"), count: 100_000)),
                ("full", "sedo", Support.feed("full", at: "2026-11-21T03:00:00Z", ["nonsense"])),
            ].map { ($0.0, $0.1, Array($0.2)) }
            for (kind, partner, feed) in refusals {
                let answer = try await put(catalog, kind, feed, partner: partner)
                #expect(answer.status == 422 && answer.body["rule"] == "DOM-07")
            }
            #expect(try await names(catalog, "").count == 4)
            #expect(try await put(catalog, "full", cut).status == 200)
        }
    }

    @Test(
        "CAT-08 Domains are found by exact name, prefix, contained text, suffix, length, price and source, in every order, page by page"
    )
    func search() async throws {
        try await Support.withCatalog { catalog in
            _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
            let other = Support.feed("full", at: "2026-11-21T01:00:00Z", ["put|shop.com|130000|||Y-1"], partner: "yumi")
            _ = try await put(catalog, "full", other, partner: "yumi")
            #expect(try await names(catalog, "exact=SHOP.com") == ["shop.com", "shop.com"])
            #expect(try await names(catalog, "prefix=shop&sort=name") == ["shop.com", "shop.com", "shopping.com"])
            #expect(try await names(catalog, "contains=shop&source=sedo") == ["myshop.cn", "shopping.com", "shop.com"])
            #expect(try await names(catalog, "tld=com.cn") == ["web.com.cn"])
            #expect(try await names(catalog, "minLength=5&maxLength=7") == ["myshop.cn"])
            #expect(try await names(catalog, "minPriceFen=99900&maxPriceFen=128800") == ["shopping.com", "shop.com"])
            #expect(try await names(catalog, "contains=100%25").isEmpty)
            for sort in ["price", "-price", "name", "-name", "length", "-length"] {
                var (seen, cursor): ([String], String?) = ([], nil)
                repeat {
                    let page = try await catalog.request(
                        "GET", "/domains?limit=2&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                    seen += (page.body["domains"]?.array ?? []).compactMap { item in
                        item["domain"]?.string.map { "\($0) \(item["source"]?.string ?? "")" }
                    }
                    cursor = page.body["next"]?.string
                } while cursor != nil
                #expect(seen.count == 5 && Set(seen).count == 5)
            }
        }
    }

    @Test(
        "CAT-10 A listing that failed as stale is hidden, stays hidden when pushed unchanged, and is shown when it is pushed changed"
    )
    func suppression() async throws {
        try await Support.withCatalog { catalog in
            _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
            try await catalog.publish(Samples.purchaseFailed(domain: "web.com.cn", isStale: false), id: "f1")
            try await catalog.publish(Samples.purchaseFailed(domain: "shop.com", isStale: true), id: "f2")
            #expect(try await catalog.eventually { try await names(catalog, "exact=shop.com").isEmpty })
            #expect(try await names(catalog, "").count == 3)
            let offer = try await catalog.request(
                "POST", "/domain-offers", as: "A-1 buyer", body: ["domain": "shop.com", "source": "sedo"])
            #expect(offer.status == 404)
            _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T02:00:00Z", Self.lines))
            #expect(try await names(catalog, "exact=shop.com").isEmpty)
            let dearer = Self.lines.dropFirst() + ["put|shop.com|138800|张先生|2027-03-01|S-1"]
            _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T03:00:00Z", Array(dearer)))
            #expect(try await names(catalog, "exact=shop.com") == ["shop.com"])
            let path = "/operator/domain-listings/sedo/shop.com/suppression"
            #expect(
                try await catalog.request("PUT", path, as: "A-3 operator", body: ["reason": "holder complained"]).status
                    == 204)
            #expect(try await names(catalog, "exact=shop.com").isEmpty)
            #expect(try await catalog.request("DELETE", path, as: "A-3 operator").status == 204)
            #expect(try await names(catalog, "exact=shop.com") == ["shop.com"])
        }
    }

    @Test("ORD-10 A domain's offer names the first renewal apart from the domain, and both add up to the listed price")
    func domainOffer() async throws {
        try await Support.withCatalog { catalog in
            _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
            let offer = try await catalog.request(
                "POST", "/domain-offers", as: "A-1 buyer", body: ["domain": "shop.com", "source": "sedo"])
            let verified = try OfferVerifier(keys: OfferKeys(configuration: Support.offerKeys))
                .verify(offer.body.string(at: "/token"), now: catalog.clock.now())
            let domain = try #require(verified.domain)
            #expect(
                domain.firstYearRenewal == Money(fen: 7_900)
                    && domain.domainPrice + domain.firstYearRenewal == verified.total)
            #expect(domain.partnerReference == "S-1" && verified.total == Money(fen: 128_800))
            #expect(
                verified.terms.digest == (try await catalog.request("GET", "/domain-terms").body.string(at: "/digest")))
        }
    }
}
