package import CatalogApplication
import CatalogDomain
package import HTTPServer
import JSON
import Kernel
import Messaging
package import Runtime

/// How vendors make products and operators judge them (VND-04).
package struct ProductRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any CatalogQueries

    package init(desk: CommandDesk, queries: any CatalogQueries) {
        self.desk = desk
        self.queries = queries
    }

    package func add(to router: inout Router) {
        addVendorRoutes(to: &router)
        addOperatorRoutes(to: &router)
    }

    private func addVendorRoutes(to router: inout Router) {
        router.add(
            .post, "/vendor/products",
            operation(
                "createProduct", "Begin a product as a draft.", .vendor, body: Schemas.content,
                responses: .created("The draft.", Schemas.product), idempotencyKey: .required), create)
        router.add(
            .get, "/vendor/products",
            operation(
                "listOwnProducts", "The vendor's products in all phases.", .vendor, parameters: Parameter.paging,
                responses: Self.page),
            listOwn)
        router.add(
            .get, "/vendor/products/{productId}",
            operation(
                "showOwnProduct", "A product of the vendor in full.", .vendor, responses: Self.whole), showOwn)
        router.add(
            .put, "/vendor/products/{productId}",
            operation(
                "editProduct",
                "Replace all the vendor says of the product. While it is listed, this is a new version at once.",
                .vendor,
                parameters: [.ifMatch], body: Schemas.content),
            edit)
        router.add(
            .post, "/vendor/products/{productId}/submission",
            operation("submitProduct", "Hand the draft over for testing.", .vendor, idempotencyKey: .optional), submit)
        router.add(
            .post, "/vendor/products/{productId}/delisting",
            operation(
                "delistProduct", "Take the product off sale.", .vendor,
                body: Schemas.optionalReason,
                idempotencyKey: .optional),
            delistOwn)
    }

    private func addOperatorRoutes(to router: inout Router) {
        router.add(
            .get, "/operator/products",
            operation(
                "listProducts", "Products of all vendors.", .operator,
                parameters: [
                    .query("phase", "Only this phase.", schema: .words(Product.Phase.self, except: .absent))
                ] + Parameter.paging, responses: Self.page), list)
        router.add(
            .get, "/operator/products/{productId}",
            operation(
                "inspectProduct", "A product in full.", .operator, responses: Self.whole),
            inspect)
        let steps: [(path: String, id: String, summary: String, input: @Sendable (String) -> Product.Input)] = [
            (
                "testing-passed", "passProductTesting", "The product works: on to review.",
                { .passTesting(operatorID: $0) }
            ),
            ("approval", "approveProduct", "Put the product on sale.", { .approve(operatorID: $0) }),
        ]
        for step in steps {
            router.add(
                .post, "/operator/products/{productId}/\(step.path)",
                operation(step.id, step.summary, .operator, idempotencyKey: .optional)
            ) { request in
                try await answer(request, step.input(try request.authenticatedPrincipal().account))
            }
        }
        router.add(
            .post, "/operator/products/{productId}/rejection",
            operation(
                "rejectProduct", "Back to draft, saying what to mend.", .operator, body: Schemas.reason(1...500),
                idempotencyKey: .optional), reject)
        router.add(
            .post, "/operator/products/{productId}/delisting",
            operation(
                "delistAnyProduct", "Take a product off sale.", .operator, body: Schemas.reason(1...500),
                idempotencyKey: .optional),
            delistAny)
    }

    private static let page = Answers.ok("A page.", .page("products", of: Schemas.productSummary))
    private static let whole = Answers.tagged("The product.", Schemas.product)

    private func operation(
        _ id: String, _ summary: String, _ role: Role, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("The product.", Schemas.product),
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([role]), tag: role == .vendor ? "vendors" : "operators",
            parameters: parameters,
            requestSchema: body,
            responses: responses,
            idempotencyKey: idempotencyKey)
    }
}

extension ProductRoutes {
    private func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let body = try request.members()
        let content = try await checkedContent(body)
        let account = try await queries.account(try request.authenticatedPrincipal().account)
        let id = try CommandDesk.newID("P-", from: request)
        let result = try await desk.submit(
            Product.self, id: id, .create(vendorID: vendorID, account: account, content: content), from: request)
        return .created(at: "/vendor/products/\(id)", result.representation)
    }

    private func edit(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let body = try request.members()
        let content = try await checkedContent(body)
        let revision = try EntityTag.required(by: request).map { Int($0) }
        return try await answer(request, .edit(vendorID: vendorID, revision: revision, content: content))
    }

    private func checkedContent(_ body: JSONObject) async throws -> ProductContent {
        let content = try ProductContent(body)
        try body.refuseUnknownMembers()
        if !content.categoryID.isEmpty,
            !(try await queries.categories()).contains(where: { $0.id == content.categoryID })
        {
            throw body.invalid("categoryId", "expected the id of a category, see /categories")
        }
        return content
    }

    private func submit(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(request, .submit(vendorID: try request.vendorID()))
    }

    private func delistOwn(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(
            request, .delist(by: .vendor(try request.vendorID()), reason: try reason(request, isRequired: false)))
    }

    private func delistAny(_ request: HTTPRequest) async throws -> HTTPResponse {
        let operatorID = try request.authenticatedPrincipal().account
        return try await answer(
            request, .delist(by: .operator(operatorID), reason: try reason(request, isRequired: true)))
    }

    private func reject(_ request: HTTPRequest) async throws -> HTTPResponse {
        let operatorID = try request.authenticatedPrincipal().account
        return try await answer(request, .reject(operatorID: operatorID, reason: try reason(request, isRequired: true)))
    }

    private func reason(_ request: HTTPRequest, isRequired: Bool) throws -> Personal {
        let text = try request.readJSON { try isRequired ? $0.string("reason") : $0.optionalString("reason") ?? "" }
        return Personal(text, of: try request.authenticatedPrincipal().account)
    }

    private func answer(_ request: HTTPRequest, _ input: Product.Input) async throws -> HTTPResponse {
        let result = try await desk.submit(Product.self, id: try request.parameter("productId"), input, from: request)
        return .json(result.representation)
    }

    private func listOwn(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await list(request, vendorID: try request.vendorID(), phase: nil)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await list(request, vendorID: nil, phase: request.queryChoice("phase", Product.Phase.self))
    }

    private func list(_ request: HTTPRequest, vendorID: String?, phase: Product.Phase?) async throws -> HTTPResponse {
        let paging = try PageRequest(request.query)
        let page = try await queries.allProducts(
            vendorID: vendorID, phase: phase, limit: paging.limit, cursor: paging.cursor)
        return .page("products", page, ProductJSON.summary)
    }

    private func showOwn(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        return try await show(request) { $0.vendorID == vendorID }
    }

    private func inspect(_ request: HTTPRequest) async throws -> HTTPResponse { try await show(request) { _ in true } }

    private func show(_ request: HTTPRequest, where maySee: (Product.State) -> Bool) async throws -> HTTPResponse {
        guard let state = try await queries.product(try request.parameter("productId")), maySee(state) else {
            throw Problem.notFound("There is no such product.")
        }
        return .json(ProductJSON.bytes(state), headers: ["ETag": EntityTag(version: Int64(state.revision)).headerValue])
    }
}
