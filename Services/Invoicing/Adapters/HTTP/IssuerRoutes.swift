package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel
import Messaging
package import Runtime

/// What vendors issue, and operators for the platform's own paper (INV-05, INV-07).
package struct IssuerRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any InvoiceQueries

    package init(desk: CommandDesk, queries: any InvoiceQueries) {
        self.desk = desk
        self.queries = queries
    }

    package func add(to router: inout Router) {
        router.add(
            .put, "/vendor/issuing",
            operation(
                "setVendorIssuing", "Under which name the vendor issues, and whether electronically.", [.vendor],
                .done("Set."), body: Schemas.issuingRequest),
            setIssuing)
        router.add(
            .get, "/vendor/invoice-applications",
            operation(
                "listAwaited", "Applications that wait for the vendor, oldest first.", [.vendor], Self.page,
                parameters: Parameter.paging), awaited)
        router.add(
            .get, "/operator/invoice-applications",
            operation(
                "listAwaitedByOperators",
                "Applications that are late, or wait for the platform's own paper, oldest first.", [.operator],
                Self.page,
                parameters: [.query("list", "Late ones if left out.", schema: .words(["late", "first-party"]))]
                    + Parameter.paging),
            forOperators)
        router.add(
            .get, "/issuer/invoice-applications/{applicationId}",
            operation(
                "getAwaited", "An application with title and address, for its issuer.", [.vendor, .operator],
                .ok("The application.", Schemas.applicationForIssuer)), show)
        router.add(
            .post, "/issuer/invoice-applications/{applicationId}/issue",
            operation(
                "issueInvoice",
                "Issue what was applied for: electronically, or with 'paper' what was printed and posted.",
                [.vendor, .operator],
                .accepted("It is being issued.", Schemas.outcome), body: Schemas.issueRequest,
                idempotencyKey: .required),
            issue)
    }

    private static let page = Answers.ok("A page.", .page("applications", of: Schemas.summary))

    private func operation(
        _ id: String, _ summary: String, _ roles: Set<Role>, _ answers: Answers, parameters: [Parameter] = [],
        body: JSONSchema? = nil,
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles(roles), tag: "issuers", parameters: parameters,
            requestSchema: body, responses: answers,
            idempotencyKey: idempotencyKey)
    }

    private func setIssuing(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let body = try request.members()
        let issuer = Issuer(
            name: try body.string("name"), taxNumber: try body.string("taxNumber"))
        let isElectronic = try body.bool("electronic")
        try body.refuseUnknownMembers()
        _ = try await desk.submit(
            VendorIssuing.self, id: vendorID, .set(issuer, isElectronic: isElectronic), from: request)
        return .noContent()
    }

    private func awaited(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await list(.awaiting(sellerID: try request.vendorID()), request)
    }

    private func forOperators(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await list(
            request.query["list"] == "first-party" ? .awaiting(sellerID: Seller.firstPartyID) : .late, request)
    }

    private func list(_ audience: ApplicationAudience, _ request: HTTPRequest) async throws -> HTTPResponse {
        let paging = try PageRequest(request.query)
        return .page(
            "applications", try await queries.applications(for: audience, limit: paging.limit, cursor: paging.cursor),
            InvoiceJSON.application)
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try request.parameter("applicationId")
        let party = try request.party()
        guard let state = try await queries.application(id), let asked = state.request,
            party == .operator || party == .vendor(asked.seller.id)
        else {
            throw Rejection.noSuchApplication
        }
        var members = InvoiceJSON.application(id, state)
        members["title"] = asked.title.map { .object(InvoiceJSON.profile($0)) }
        if asked.medium == .paper { members["address"] = asked.address.flatMap(InvoiceJSON.address) }
        return .json(members)
    }

    private func issue(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let paper = try body.optionalObject("paper").map { paper in
            IssueCommand.Paper(
                number: try paper.string("number"),
                issuer: Issuer(
                    name: try paper.string("issuerName"),
                    taxNumber: try paper.string("issuerTaxNumber")),
                shipment: Shipment(
                    carrier: try paper.string("carrier"),
                    trackingNumber: try paper.string("trackingNumber")))
        }
        try body.refuseUnknownMembers()
        let id = try request.parameter("applicationId")
        let result = try await desk.submit(
            InvoiceApplication.self, id: id, .issue(IssueCommand(by: try request.party(), paper: paper)), from: request)
        return .json(result.representation, status: 202)
    }
}
