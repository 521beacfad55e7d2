package import CatalogApplication
import CatalogDomain
package import HTTPServer
import JSON
import Kernel
import Offers

/// What everybody may look up (CAT-03, CAT-04, CAT-05, CAT-08).
package struct SearchRoutes: Sendable {
    private let queries: any CatalogQueries

    package init(queries: any CatalogQueries) { self.queries = queries }

    package func add(to router: inout Router) {
        router.add(
            .get, "/categories",
            operation("listCategories", "The tree of categories.", .ok("All of them.", Schemas.categories)), categories)
        router.add(
            .get, "/products",
            operation(
                "findProducts", "Products for sale, filtered and ordered, with their number.",
                .ok("A page, and how many there are.", Schemas.foundProducts),
                parameters: Self.productParameters + Parameter.paging),
            products)
        router.add(
            .get, "/products/{productId}",
            operation(
                "showProduct", "A product for sale: choices, prices, badge, agreement, deals.",
                .ok("The product.", Schemas.productForSale)), product)
        router.add(
            .get, "/domains",
            operation(
                "findDomains", "Domains that partners list.", .ok("A page.", .page("domains", of: Schemas.domain)),
                parameters: Self.domainParameters + Parameter.paging),
            domains)
        router.add(
            .get, "/domain-terms",
            operation(
                "showDomainTerms", "What buyers of partners' domains accept.",
                .ok("The present text.", Schemas.domainTerms)), domainTerms)
    }

    private func operation(_ id: String, _ summary: String, _ answers: Answers, parameters: [Parameter] = [])
        -> Operation
    {
        Operation(id: id, summary: summary, access: .anyone, tag: "search", parameters: parameters, responses: answers)
    }

    private static let productParameters: [Parameter] = [
        .query("keyword", "Words that the product must contain.", schema: .text(max: 100)),
        .query("type", "The delivery method.", schema: .words(ProductType.self)),
        .query("category", "A category; its sub-categories count as well.", schema: .text(max: 20)),
        .query("vendor", "Products of one vendor.", schema: .text(max: 64)),
        .query("band", "Of the lowest price, in yuan.", schema: .words(PriceBand.self)),
        .query(
            "sort", "Order; most deals first if left out.",
            schema: .words(ProductQuery.Sort.self)),
    ]

    /// Of a name before its suffix.
    private static let lengths: ClosedRange<Int64> = 1...63

    private static let domainParameters: [Parameter] = [
        .query("exact", "The whole name.", schema: .text(max: 253)),
        .query("prefix", "What the name begins with.", schema: .text(max: 63)),
        .query("contains", "What stands before the suffix contains it.", schema: .text(max: 63)),
        .query("tld", "The suffix: com.cn.", schema: .text(max: 63)),
        .query("minLength", "Of what stands before the suffix.", schema: .integer(lengths)),
        .query("maxLength", "Of what stands before the suffix.", schema: .integer(lengths)),
        .query("minPriceFen", "The lowest price.", schema: .fen),
        .query("maxPriceFen", "The highest price.", schema: .fen),
        .query("source", "Whose listing it is.", schema: .words(Partner.self)),
        .query(
            "sort", "Order; cheapest first if left out.",
            schema: .words(DomainQuery.Sort.self)),
    ]

    private func categories(_ request: HTTPRequest) async throws -> HTTPResponse {
        let all = try await queries.categories()
        return .json([
            "categories": .array(
                all.map { ["categoryId": .string($0.id), "parentId": .string($0.parentID), "name": .string($0.name)] })
        ])
    }

    private func products(_ request: HTTPRequest) async throws -> HTTPResponse {
        var query = ProductQuery()
        let paging = try PageRequest(request.query)
        (query.limit, query.cursor) = (paging.limit, paging.cursor)
        query.keyword = request.queryText("keyword") ?? ""
        query.type = request.queryChoice("type", ProductType.self)
        query.categoryID = request.queryText("category")
        query.vendorID = request.queryText("vendor")
        query.band = request.queryChoice("band", PriceBand.self) ?? .all
        query.sort = request.queryChoice("sort", ProductQuery.Sort.self) ?? .default
        return .page("products", try await queries.products(query), ProductJSON.summary)
    }

    private func product(_ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try request.parameter("productId")
        guard let state = try await queries.product(id), state.phase == .listed else {
            throw Problem.notFound("There is no such product for sale.")
        }
        return .json(ProductJSON.publicMembers(state, deals: try await queries.deals(of: id)))
    }

    private func domains(_ request: HTTPRequest) async throws -> HTTPResponse {
        var query = DomainQuery()
        let paging = try PageRequest(request.query)
        (query.limit, query.cursor) = (paging.limit, paging.cursor)
        query.exact = request.queryText("exact")
        query.prefix = request.queryText("prefix")
        query.contains = request.queryText("contains")
        query.tld = request.queryText("tld")
        query.lengths = try range(request, "minLength", "maxLength", within: Self.lengths) { Int($0) }
        query.prices = try range(request, "minPriceFen", "maxPriceFen", within: 0...Money.limit.fen) { Money(fen: $0) }
        query.partner = request.queryChoice("source", Partner.self)
        query.sort = request.queryChoice("sort", DomainQuery.Sort.self) ?? .price
        return .page("domains", try await queries.domains(query)) { listed in
            [
                "domain": .string(listed.listing.domain), "source": .string(listed.partner.rawValue),
                "priceFen": .int(listed.listing.price.fen),
                "seller": .string(listed.listing.seller), "expires": .string(listed.listing.expires),
                "reference": .string(listed.listing.reference),
            ]
        }
    }

    private func range<Value: Comparable>(
        _ request: HTTPRequest, _ least: String, _ most: String, within limits: ClosedRange<Int64>,
        _ convert: (Int64) -> Value
    ) throws -> ClosedRange<Value> {
        let lower = request.queryNumber(least) ?? limits.lowerBound
        let upper = request.queryNumber(most) ?? limits.upperBound
        guard lower <= upper else { throw Problem.badRequest("'\(least)' must not be above '\(most)'.", field: least) }
        return convert(lower)...convert(upper)
    }

    private func domainTerms(_ request: HTTPRequest) async throws -> HTTPResponse {
        let terms = DomainTerms.current
        return .json([
            "version": .string(terms.version), "digest": .string(terms.digest), "text": .string(DomainTerms.text),
        ])
    }
}
