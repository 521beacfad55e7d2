import EventContracts
import JSON
import PostgresClient
import TestKit
import Testing

extension CatalogTests {
    @Suite("Catalog, what becomes of products") struct ProductCareTests {
        private static let vendor = "A-2 vendor V-1"
        private static let stranger = "A-9 vendor V-9"
        private static let staff = "A-3 operator"

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await Support.withCatalog { catalog in
                #expect(try await catalog.findingsOfOversized(readBy: "catalog").isEmpty)
                let id = try await Support.list(Support.service("甲"), key: "k1", catalog)
                try await catalog.publish(try Samples.orderPaid(productID: id, quantity: 2), id: "paid")
                #expect(
                    try await catalog.eventually {
                        try await catalog.request("GET", "/products/\(id)").body["deals180Days"] == 2
                    })
            }
        }

        @Test("VND-04 A rejected product is a draft again and tells its vendor why")
        func rejection() async throws {
            try await Support.withCatalog { catalog in
                let created = try await catalog.request(
                    "POST", "/vendor/products", as: Self.vendor, key: "k1", body: Support.service("甲"))
                let id = try created.body.string(at: "/productId")
                let path = "/operator/products/\(id)/rejection"
                let why: JSONValue = ["reason": "样例图模糊"]
                #expect(try await catalog.request("POST", path, as: Self.staff, body: why).status == 409)
                _ = try await catalog.request("POST", "/vendor/products/\(id)/submission", as: Self.vendor)
                #expect(try await catalog.request("POST", path, as: Self.vendor, body: why).status == 403)
                #expect(try await catalog.request("POST", path, body: why).status == 401)
                #expect(try await catalog.request("POST", path, as: Self.staff, body: [:]).status == 400)
                let rejected = try await catalog.request("POST", path, as: Self.staff, body: why)
                #expect(rejected.status == 200 && rejected.body["phase"] == "draft")
                let shown = try await catalog.request("GET", "/vendor/products/\(id)", as: Self.vendor)
                #expect(shown.body["rejection"] == "样例图模糊")
                #expect(
                    try await catalog.request("POST", "/vendor/products/\(id)/submission", as: Self.vendor).body[
                        "phase"]
                        == "testing")
            }
        }

        @Test("A product bears the name of its vendor's account, in its offers and events too, and nobody can type one")
        func names() async throws {
            try await Support.withCatalog { catalog in
                func create(_ asker: String, _ key: String, _ more: JSONMembers = [:]) async throws
                    -> ServiceBench.Answer
                {
                    var body = Support.service("甲").object ?? [:]
                    for (name, value) in more { body[name] = value }
                    return try await catalog.request(
                        "POST", "/vendor/products", as: asker, key: key, body: .object(body))
                }
                let typed = try await create(Self.vendor, "k1", ["vendorName": "别人的店"])
                #expect(typed.status == 400 && typed.body.at("/errors/0/pointer") == "/vendorName")
                for asker in ["A-9 vendor V-1", "A-7 vendor V-7"] {
                    let refused = try await create(asker, "k2")
                    #expect(refused.status == 409 && refused.body["type"] == "vendor-not-known")
                }
                let id = try await Support.list(Support.service("甲"), key: "k3", catalog)
                let shown = try await catalog.request("GET", "/products/\(id)")
                #expect(shown.body["vendorName"] == "示例服务商")
                let listed = try #require(try await catalog.published(1).first as? CatalogWire.ProductListedV1)
                #expect(listed.vendorName == "示例服务商")
                try await Support.announce("A-2", nil, catalog)
                #expect(try await create(Self.vendor, "k4").status == 409)
            }
        }

        @Test(
            "VND-04 What people say lies in clear nowhere in the machine; with an account its words are gone, another's stay"
        )
        func forgotten() async throws {
            try await Support.withCatalog { catalog in
                func reject(_ key: String, by staff: String, _ words: String) async throws -> String {
                    let created = try await catalog.request(
                        "POST", "/vendor/products", as: Self.vendor, key: key, body: Support.service("甲"))
                    let id = try created.body.string(at: "/productId")
                    _ = try await catalog.request("POST", "/vendor/products/\(id)/submission", as: Self.vendor)
                    let rejected = try await catalog.request(
                        "POST", "/operator/products/\(id)/rejection", as: "\(staff) operator", key: key,
                        body: ["reason": .string(words)])
                    #expect(rejected.status == 200)
                    return id
                }
                func rejection(of id: String) async throws -> JSONValue? {
                    try await catalog.request("GET", "/vendor/products/\(id)", as: Self.vendor).body["rejection"]
                }
                let first = try await reject("k1", by: "A-3", "样例图模糊")
                let second = try await reject("k2", by: "A-4", "价格不清楚")
                let third = try await Support.list(Support.service("丙"), key: "k3", catalog)
                _ = try await catalog.request(
                    "POST", "/vendor/products/\(third)/delisting", as: Self.vendor, body: ["reason": "家里有事"])
                let words = ["样例图模糊", "价格不清楚", "家里有事"]
                let places = try await catalog.pool.withConnection {
                    try await ClearText.placesInMachine(of: words, on: $0)
                }
                #expect(places == [])
                #expect(try await rejection(of: first) == "样例图模糊")

                try await catalog.bury("A-3")
                #expect(try await catalog.eventually { try await rejection(of: first) == nil })
                #expect(try await rejection(of: second) == "价格不清楚")
                #expect(
                    try await catalog.request("POST", "/vendor/products/\(first)/submission", as: Self.vendor).status
                        == 200)
            }
        }

        @Test("VND-04 Its vendor, or an operator with a reason, takes a product off sale; everybody is told")
        func delisting() async throws {
            try await Support.withCatalog { catalog in
                let first = try await Support.list(Support.service("甲"), key: "k1", catalog)
                let second = try await Support.list(Support.service("乙"), key: "k2", catalog)
                let (own, any) = ("/vendor/products/\(first)/delisting", "/operator/products/\(second)/delisting")
                #expect(try await catalog.request("POST", own, as: Self.stranger, body: [:]).status == 404)
                #expect(try await catalog.request("POST", own, as: Self.staff, body: [:]).status == 403)
                #expect(
                    try await catalog.request("POST", own, as: Self.vendor, body: ["reason": "停产"]).body["phase"]
                        == "delisted")
                #expect(try await catalog.request("POST", any, as: Self.vendor, body: ["reason": "x"]).status == 403)
                #expect(try await catalog.request("POST", any, as: Self.staff, body: [:]).status == 400)
                #expect(try await catalog.request("POST", any, as: Self.staff, body: ["reason": "x"]).status == 200)
                for id in [first, second] {
                    #expect(try await catalog.request("GET", "/products/\(id)").status == 404)
                    let offer = try await catalog.request(
                        "POST", "/offers", as: "A-1 buyer", body: ["productId": .string(id), "choiceId": "basic"])
                    #expect(offer.status == 404 || offer.status == 409)
                }
                let told = try await catalog.published(4).compactMap {
                    ($0 as? CatalogWire.ProductDelistedV1)?.productId
                }
                #expect(Set(told) == [first, second])
            }
        }

        @Test("VND-04 Operators find the products of all vendors by phase, and look into each")
        func operatorsView() async throws {
            try await Support.withCatalog { catalog in
                let listed = try await Support.list(Support.service("甲"), key: "k1", catalog)
                let draft = try await catalog.request(
                    "POST", "/vendor/products", as: Self.stranger, key: "k1", body: Support.service("乙"))
                func ids(_ query: String) async throws -> [String] {
                    try await catalog.request("GET", "/operator/products\(query)", as: Self.staff).body["products"]?
                        .array?
                        .compactMap { $0["productId"]?.string } ?? []
                }
                let draftID = try draft.body.string(at: "/productId")
                #expect(Set(try await ids("")) == [listed, draftID])
                #expect(try await ids("?phase=listed") == [listed])
                #expect(try await ids("?phase=draft") == [draftID])
                #expect(try await catalog.request("GET", "/operator/products?phase=odd", as: Self.staff).status == 400)
                #expect(try await catalog.request("GET", "/operator/products", as: Self.vendor).status == 403)
                let inside = try await catalog.request("GET", "/operator/products/\(draftID)", as: Self.staff)
                #expect(inside.status == 200 && inside.body["vendorId"] == "V-9")
                #expect(
                    try await catalog.request("GET", "/operator/products/\(draftID)", as: Self.vendor).status == 403)
                #expect(try await catalog.request("GET", "/operator/products/P-none", as: Self.staff).status == 404)
            }
        }

        @Test("CAT-03 The tree of categories hangs together, and products are found by a branch of it")
        func categories() async throws {
            try await Support.withCatalog { catalog in
                let answer = try await catalog.request("GET", "/categories")
                let all = try #require(answer.body["categories"]?.array)
                let ids = Set(all.compactMap { $0["categoryId"]?.string })
                #expect(ids.count == all.count && ids.contains("52738005"))
                let parents = Set(all.compactMap { $0["parentId"]?.string }).subtracting([""])
                #expect(!parents.isEmpty && parents.isSubset(of: ids))
                let parent = try #require(all.first { $0["categoryId"] == "52738005" }?["parentId"]?.string)
                let id = try await Support.list(Support.service("甲"), key: "k1", catalog)
                let found = try await catalog.request("GET", "/products?category=\(parent)")
                #expect(found.body["products"]?.array?.compactMap { $0["productId"]?.string } == [id])
                let elsewhere = try #require(parents.first { $0 != parent })
                #expect(try await catalog.request("GET", "/products?category=\(elsewhere)").body["total"] == 0)
                #expect(try await catalog.request("GET", "/openapi.json").status == 200)
            }
        }

        @Test(
            "CAT-04 What is listed or delisted between two pages makes no other product come twice or go missing",
            arguments: ["default", "newest", "price", "-price"])
        func changesBetweenPages(sort: String) async throws {
            try await Support.withCatalog { catalog in
                var ids: [String] = []
                for number in 1...6 {
                    ids.append(
                        try await Support.list(
                            Support.service("网站\(number)", fen: Int64(number) * 10_000), key: "k\(number)", catalog))
                }
                func page(_ cursor: String?) async throws -> (ids: [String], next: String?) {
                    let page = try await catalog.request(
                        "GET", "/products?limit=2&sort=\(sort)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                    let ids = (page.body["products"]?.array ?? []).compactMap { $0["productId"]?.string }
                    return (ids, page.body["next"]?.string)
                }
                let first = try await page(nil)
                let gone = [first.ids[0], try #require(ids.first { !first.ids.contains($0) })]
                for id in gone {
                    _ = try await catalog.request(
                        "POST", "/vendor/products/\(id)/delisting", as: Self.vendor, body: [:])
                }
                for number in [0, 7] {
                    _ = try await Support.list(
                        Support.service("新\(number)", fen: Int64(number) * 10_000), key: "n\(number)", catalog)
                }
                var (seen, cursor) = (first.ids, first.next)
                while let next = cursor {
                    let page = try await page(next)
                    seen += page.ids
                    cursor = page.next
                }
                #expect(Set(seen).count == seen.count)
                #expect(Set(seen).isSuperset(of: Set(ids).subtracting(gone)))
                #expect(!seen.contains(gone[1]))
            }
        }
    }
}
