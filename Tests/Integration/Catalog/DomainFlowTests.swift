import EventContracts
import JSON
import Kernel
import Observability
import Offers
import PostgresClient
import TestKit
import Testing

extension CatalogTests {
    @Suite("Catalog, partner domains") struct DomainFlowTests {
        static let lines = [
            "put|shop.com|128800|张先生|2027-03-01|S-1", "put|shopping.com|99900|||S-2", "put|myshop.cn|5000|||S-3",
            "put|web.com.cn|88800|||S-4",
        ]

        /// Lines that keep the broken ones below a tenth.
        static let filler = (10..<20).map { "put|filler\($0).net|8600|||" }

        private func put(_ catalog: ServiceBench, _ kind: String, _ feed: [UInt8], partner: String = "sedo")
            async throws
            -> ServiceBench.Answer
        {
            try await catalog.request("PUT", "/partner-feeds/\(partner)/\(kind)", as: "A-3 operator", text: feed)
        }

        private func names(_ catalog: ServiceBench, _ query: String) async throws -> [String] {
            try await catalog.request("GET", "/domains?\(query)").body["domains"]?.array?.compactMap {
                $0["domain"]?.string
            } ?? []
        }

        @Test(
            "DOM-07 A full feed replaces the partner's listings, an incremental one changes them, and each is told once"
        )
        func feeds() async throws {
            try await Support.withCatalog { catalog in
                let feed = Support.feed(
                    "full", at: "2026-11-21T01:00:00Z", Self.lines + ["put|broken|1|||"] + Self.filler)
                let first = try await put(catalog, "full", feed)
                #expect(first.status == 200 && first.body["added"] == 14 && first.body["broken"] == 1)
                #expect(try first.body.string(at: "/brokenLines/0/reason").hasPrefix("the domain must"))
                #expect(first.body.at("/brokenLines/0/number") == 6)
                #expect(try await put(catalog, "full", feed).body == first.body)

                let changes = [
                    "drop|myshop.cn", "put|shop.com|118800|张先生|2027-03-01|S-1", "put|new.com|8000|||",
                    "drop|absent.com",
                ]
                let second = try await put(
                    catalog, "incremental", Support.feed("incremental", at: "2026-11-21T02:00:00Z", changes))
                #expect(second.body["added"] == 1 && second.body["changed"] == 1 && second.body["removed"] == 1)
                let rest = Support.feed("full", at: "2026-11-21T03:00:00Z", [Self.lines[1]] + Self.filler)
                let third = try await put(catalog, "full", rest)
                #expect(third.body["removed"] == 3 && third.body["changed"] == 0)
                #expect(try await names(catalog, "contains=shop") == ["shopping.com"])
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
                #expect(try await put(catalog, "full", cut).status == 202)
            }
        }

        @Test("DOM-07 A feed stamped in the future is refused naming both clocks, and shuts no later feed out")
        func futureStamp() async throws {
            try await Support.withCatalog { catalog in
                let ahead = try await put(catalog, "full", Support.feed("full", at: "2099-01-01T00:00:00Z", Self.lines))
                #expect(ahead.status == 422)
                let detail = try ahead.body.string(at: "/detail")
                #expect(detail.contains("2099-01-01T00:00:00") && detail.contains("2026-11-21T08:00:00"))
                // A program without this check has taken one in.
                let old: SQL = """
                    INSERT INTO feed_run (run_id, partner, generated_at, taken_at, state, listed, report, told, is_kept)
                    VALUES ('old', 'sedo', '2099-01-01', '2026-11-21 07:00Z', 'merged', 0, '{}', true, false)
                    """
                _ = try await catalog.pool.withConnection { try await $0.execute(old) }
                let now = Support.feed("full", at: "2026-11-21T08:00:00Z", Self.lines)
                #expect(try await put(catalog, "full", now).status == 200)
                #expect(try await names(catalog, "").count == 4)
            }
        }

        @Test("DOM-07 An empty feed waits for an operator, who may turn it away; the shop stays full")
        func emptyFeed() async throws {
            try await Support.withCatalog { catalog in
                _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
                let empty = Support.feed("full", at: "2026-11-21T02:00:00Z", [])
                let answer = try await put(catalog, "full", empty)
                #expect(answer.status == 202 && answer.body["removed"] == 4 && answer.body["listed"] == 4)
                #expect(try await put(catalog, "full", empty).body == answer.body)
                let waiting = try await catalog.request("GET", "/operator/waiting-feeds", as: "A-3 operator")
                #expect(waiting.body["feeds"] == .array([answer.body]))
                let path = "/operator/waiting-feeds/\(try answer.body.string(at: "/runId"))"
                #expect(try await catalog.request("POST", "\(path)/rejection", as: "A-3 operator").status == 204)
                #expect(try await catalog.request("POST", "\(path)/approval", as: "A-3 operator").status == 409)
                #expect(try await put(catalog, "full", empty).status == 422)
                #expect(try await names(catalog, "").count == 4)
            }
        }

        @Test("DOM-07 An approved feed is merged whole and told, and one that a newer feed overtook is not")
        func approval() async throws {
            try await Support.withCatalog { catalog in
                _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
                let changed = "put|shop.com|138800|张先生|2027-03-01|S-1"
                let cut = try await put(
                    catalog, "full", Support.feed("full", at: "2026-11-21T02:00:00Z", [changed, "put|new.com|8000|||"]))
                #expect(
                    cut.status == 202 && cut.body["changed"] == 1 && cut.body["added"] == 1 && cut.body["removed"] == 3)
                let drops = Support.feed(
                    "incremental", at: "2026-11-21T01:30:00Z", ["drop|shop.com", "drop|web.com.cn"])
                let older = try await put(catalog, "incremental", drops)
                #expect(older.status == 202 && older.body["removed"] == 2)
                let approve = "/operator/waiting-feeds/\(try cut.body.string(at: "/runId"))/approval"
                let approved = try await catalog.request("POST", approve, as: "A-3 operator")
                #expect(approved.status == 200 && approved.body["removed"] == 3 && approved.body["added"] == 1)
                #expect(try await names(catalog, "") == ["new.com", "shop.com"])
                let overtaken = "/operator/waiting-feeds/\(try older.body.string(at: "/runId"))/approval"
                #expect(try await catalog.request("POST", overtaken, as: "A-3 operator").status == 409)
                #expect(try await catalog.published(2).count == 2)
            }
        }

        @Test("DOM-07 Going back takes one feed after the other back, to the last row")
        func rollback() async throws {
            func shop(_ catalog: ServiceBench) async throws -> JSONValue? {
                try await catalog.request("GET", "/domains?sort=name").body["domains"]
            }
            try await Support.withCatalog { catalog in
                let path = "/operator/partner-feeds/sedo/rollback"
                #expect(try await catalog.request("POST", path, as: "A-3 operator").status == 409)
                let first = Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines)
                _ = try await put(catalog, "full", first)
                let good = try await shop(catalog)
                let changes = ["drop|myshop.cn", "put|shop.com|118800|李女士||S-9", "put|new.com|8000|||"]
                let second = Support.feed("incremental", at: "2026-11-21T02:00:00Z", changes)
                _ = try await put(catalog, "incremental", second)
                #expect(try await shop(catalog) != good)
                let undone = try await catalog.request("POST", path, as: "A-3 operator")
                #expect(undone.status == 200 && undone.body["removed"] == 1 && undone.body["restored"] == 2)
                #expect(try await shop(catalog) == good)
                #expect(try await put(catalog, "incremental", second).status == 422)
                let third = Support.feed("incremental", at: "2026-11-21T01:30:00Z", ["put|new.com|8000|||"])
                #expect(try await put(catalog, "incremental", third).status == 200)
                for _ in 1...2 { #expect(try await catalog.request("POST", path, as: "A-3 operator").status == 200) }
                #expect(try await names(catalog, "").isEmpty)
                #expect(try await catalog.request("POST", path, as: "A-3 operator").status == 409)
            }
        }

        @Test(
            "CAT-08 Chinese names are listed and found as people type them; look-alikes of other names are broken lines"
        )
        func chineseNames() async throws {
            try await Support.withCatalog { catalog in
                let lines = ["put|中文.com|9000|||", "put|king.com|9900|||", "put|\u{212A}ing.com|8000|||"]
                let feed = Support.feed("full", at: "2026-11-21T01:00:00Z", lines + Self.filler)
                let answer = try await put(catalog, "full", feed)
                #expect(answer.body["broken"] == 1 && answer.body.at("/brokenLines/0/number") == 4)
                for query in [
                    "exact=xn--fiq228c.com", "exact=%E4%B8%AD%E6%96%87.com", "exact=%E4%B8%AD%E6%96%87%E3%80%82COM.",
                    "prefix=%E4%B8%AD", "contains=%E6%96%87", "maxLength=2",
                ] { #expect(try await names(catalog, query) == ["xn--fiq228c.com"]) }
                #expect(try await names(catalog, "exact=KING.COM.") == ["king.com"])
                #expect(try await names(catalog, "exact=king").isEmpty)
                let king = try await catalog.request("GET", "/domains?exact=king.com")
                #expect(king.body.at("/domains/0/priceFen") == 9_900)
            }
        }

        @Test(
            "CAT-08 Domains are found by exact name, prefix, contained text, suffix, length, price and source, in every order, page by page"
        )
        func search() async throws {
            try await Support.withCatalog { catalog in
                _ = try await put(catalog, "full", Support.feed("full", at: "2026-11-21T01:00:00Z", Self.lines))
                let other = Support.feed(
                    "full", at: "2026-11-21T01:00:00Z", ["put|shop.com|130000|||Y-1"], partner: "yumi")
                _ = try await put(catalog, "full", other, partner: "yumi")
                #expect(try await names(catalog, "exact=SHOP.com") == ["shop.com", "shop.com"])
                #expect(try await names(catalog, "prefix=shop&sort=name") == ["shop.com", "shop.com", "shopping.com"])
                #expect(
                    try await names(catalog, "contains=shop&source=sedo") == ["myshop.cn", "shopping.com", "shop.com"])
                #expect(try await names(catalog, "tld=com.cn") == ["web.com.cn"])
                #expect(try await names(catalog, "minLength=5&maxLength=7") == ["myshop.cn"])
                #expect(
                    try await names(catalog, "minPriceFen=99900&maxPriceFen=128800") == ["shopping.com", "shop.com"])
                #expect(try await names(catalog, "contains=100%25").isEmpty)
                for sort in ["price", "-price", "name", "-name", "length", "-length"] {
                    let found = try await all(catalog, sort: sort)
                    #expect(Set(found.map { "\($0.name) \($0.source)" }).count == 5 && found.count == 5)
                    let isDescending = sort.hasPrefix("-")
                    let ascending = isDescending ? found.reversed() : found
                    switch sort.drop(while: { $0 == "-" }) {
                    case "price": #expect(ascending.map(\.fen) == [5_000, 88_800, 99_900, 128_800, 130_000])
                    case "name":
                        #expect(
                            ascending.map(\.name) == [
                                "myshop.cn", "shop.com", "shop.com", "shopping.com", "web.com.cn",
                            ])
                    default: #expect(ascending.map { $0.name.prefix { $0 != "." }.count } == [3, 4, 4, 6, 8])
                    }
                }
            }
        }

        private struct Listed {
            let name, source: String
            let fen: Int64
        }

        /// All domains, page by page.
        private func all(_ catalog: ServiceBench, sort: String) async throws -> [Listed] {
            var (seen, cursor): ([Listed], String?) = ([], nil)
            repeat {
                let page = try await catalog.request(
                    "GET", "/domains?limit=2&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += try page.body.array(at: "/domains").map {
                    Listed(
                        name: try $0.string(at: "/domain"), source: try $0.string(at: "/source"),
                        fen: try $0.int64(at: "/priceFen"))
                }
                cursor = page.body["next"]?.string
            } while cursor != nil
            return seen
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
                    try await catalog.request("PUT", path, as: "A-3 operator", body: ["reason": "holder complained"])
                        .status
                        == 204)
                let places = try await catalog.pool.withConnection {
                    try await ClearText.places(of: ["holder complained"], on: $0)
                }
                #expect(places.filter { !$0.hasPrefix("event") } == [])
                let unlisted = path.replacing("shop.com", with: "absent.com")
                #expect(
                    try await catalog.request("PUT", unlisted, as: "A-3 operator", body: ["reason": "wrong"]).status
                        == 404)
                #expect(try await names(catalog, "exact=shop.com").isEmpty)
                #expect(try await catalog.request("DELETE", path, as: "A-3 operator").status == 204)
                #expect(try await names(catalog, "exact=shop.com") == ["shop.com"])
            }
        }

        @Test(
            "ORD-10 A domain's offer names the first renewal apart from the domain, and both add up to the listed price"
        )
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
                    verified.terms.digest
                        == (try await catalog.request("GET", "/domain-terms").body.string(at: "/digest")))
            }
        }
    }
}
