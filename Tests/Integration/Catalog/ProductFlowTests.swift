import EventContracts
import JSON
import Kernel
import Observability
import Offers
import TestKit
import Testing

extension CatalogTests {
    @Suite("Catalog, products") struct ProductFlowTests {
        @Test(
            "VND-04 A product goes on sale, is found by Chinese words, is offered, and its event decodes by the contract"
        )
        func listing() async throws {
            try await Support.withCatalog { catalog in
                let id = try await Support.list(Support.service("企业网站定制"), key: "k1", catalog)
                let found = try await catalog.request(
                    "GET", "/products?keyword=%E7%BD%91%E7%AB%99%20%E4%BC%81%E4%B8%9A&category=52738001")
                #expect(found.body["total"] == 1)
                #expect(try found.body.string(at: "/products/0/productId") == id)
                #expect(try await catalog.request("GET", "/products?keyword=%E7%BD%91%E4%BC%81").body["total"] == 0)

                let offer = try await catalog.request(
                    "POST", "/offers", as: "A-1 buyer",
                    body: ["productId": .string(id), "choiceId": "basic", "quantity": 2])
                #expect(offer.status == 201)
                let verified = try OfferVerifier(keys: OfferKeys(configuration: Support.offerKeys))
                    .verify(offer.body.string(at: "/token"), now: catalog.clock.now())
                #expect(verified.buyerID == "A-1" && verified.productID == id && verified.productVersion == 1)
                #expect(verified.total == Money(yuan: 6_000) && verified.deliverySteps.count == 2)

                let listed = try #require(try await catalog.published(1).first as? CatalogWire.ProductListedV1)
                #expect(listed.orderingKey == id && listed.agreement.digest == verified.terms.digest)
            }
        }

        @Test("VND-04 Who may not, cannot: roles, foreign vendors, phases")
        func access() async throws {
            try await Support.withCatalog { catalog in
                let created = try await catalog.request(
                    "POST", "/vendor/products", as: "A-2 vendor V-1", key: "k1", body: Support.service("甲"))
                let id = try created.body.string(at: "/productId")
                #expect(created.status == 201 && created.header("Location") == "/vendor/products/\(id)")
                #expect(try await catalog.request("GET", "/products/\(id)").status == 404)
                #expect(try await catalog.request("GET", "/vendor/products/\(id)", as: "A-9 vendor V-9").status == 404)
                #expect(
                    try await catalog.request("POST", "/vendor/products/\(id)/submission", as: "A-9 vendor V-9").status
                        == 404)
                #expect(
                    try await catalog.request("POST", "/operator/products/\(id)/approval", as: "A-2 vendor V-1").status
                        == 403)
                #expect(try await catalog.request("POST", "/operator/products/\(id)/approval").status == 401)
                let early = try await catalog.request("POST", "/operator/products/\(id)/approval", as: "A-3 operator")
                #expect(early.status == 409 && early.body["rule"] == "VND-04" && early.body["type"] == "wrong-phase")
            }
        }

        @Test(
            "A repeated creation makes one product; the same key for another one is refused; an outdated edit is refused"
        )
        func repeats() async throws {
            try await Support.withCatalog { catalog in
                let first = try await catalog.request(
                    "POST", "/vendor/products", as: "A-2 vendor V-1", key: "k1", body: Support.service("甲"))
                let again = try await catalog.request(
                    "POST", "/vendor/products", as: "A-2 vendor V-1", key: "k1", body: Support.service("甲"))
                #expect(first.body == again.body && again.status == 201)
                let other = try await catalog.request(
                    "POST", "/vendor/products", as: "A-2 vendor V-1", key: "k1", body: Support.service("乙"))
                #expect(other.status == 422)
                #expect(
                    try await catalog.request("GET", "/vendor/products", as: "A-2 vendor V-1").body["products"]?.array?
                        .count == 1)
                let path = "/vendor/products/\(try first.body.string(at: "/productId"))"
                let tag = try #require(try await catalog.request("GET", path, as: "A-2 vendor V-1").header("ETag"))
                #expect(
                    try await catalog.request(
                        "PUT", path, as: "A-2 vendor V-1", ifMatch: tag, body: Support.service("丙")
                    )
                    .status == 200)
                #expect(
                    try await catalog.request(
                        "PUT", path, as: "A-2 vendor V-1", ifMatch: tag, body: Support.service("丁")
                    )
                    .status == 409)
                #expect(
                    try await catalog.request("PUT", path, as: "A-2 vendor V-1", body: Support.service("丁")).status
                        == 428)
            }
        }

        @Test("CAT-04 Pages follow each other without gaps or repeats in every order, and say how many there are")
        func paging() async throws {
            try await Support.withCatalog { catalog in
                var ids: Set<String> = []
                for number in 1...7 {
                    ids.insert(
                        try await Support.list(
                            Support.service("网站\(number)", fen: Int64(number / 2) * 10_000), key: "k\(number)", catalog)
                    )
                }
                for sort in ["default", "deals", "newest", "price", "-price"] {
                    var (seen, cursor): ([JSONValue], String?) = ([], nil)
                    repeat {
                        let page = try await catalog.request(
                            "GET", "/products?limit=2&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                        #expect(page.body["total"] == 7)
                        seen += page.body["products"]?.array ?? []
                        cursor = page.body["next"]?.string
                    } while cursor != nil
                    #expect(seen.count == 7 && Set(seen.compactMap { $0["productId"]?.string }) == ids)
                    let prices = seen.compactMap { $0["fromPriceFen"]?.int64 }
                    if sort == "price" { #expect(prices == prices.sorted()) }
                    if sort == "-price" { #expect(prices == prices.sorted(by: >)) }
                }
                #expect(try await catalog.request("GET", "/products?band=free").body["total"] == 1)
                #expect(try await catalog.request("GET", "/products?band=99-198").body["total"] == 2)
                #expect(try await catalog.request("GET", "/products?cursor=nonsense").status == 400)
                #expect(try await catalog.request("GET", "/products?sort=name").status == 400)
            }
        }

        @Test("CAT-07 As deals, a paid order counts once however often it is told, and a refund takes them back")
        func deals() async throws {
            try await Support.withCatalog { catalog in
                let id = try await Support.list(Support.service("甲"), key: "k1", catalog)
                let paid = try Samples.orderPaid(productID: id, quantity: 2)
                try await catalog.publish(paid, id: "e1")
                try await catalog.publish(paid, id: "e1")
                func deals() async throws -> Int64? {
                    try await catalog.request("GET", "/products/\(id)").body["deals180Days"]?.int64
                }
                #expect(try await catalog.eventually { try await deals() == 2 })
                try await catalog.publish(try Samples.orderRefunded, id: "e2")
                #expect(try await catalog.eventually { try await deals() == 0 })
            }
        }
    }
}
