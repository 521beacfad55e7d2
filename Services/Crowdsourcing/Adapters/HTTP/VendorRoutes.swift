package import CrowdsourcingApplication
import CrowdsourcingDomain
package import HTTPServer
import JSON
import Kernel
import Messaging
package import Runtime

/// What vendors do with demands they may see.
package struct VendorRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any DemandQueries
    private let vault: DemandVault

    package init(desk: CommandDesk, queries: any DemandQueries, vault: DemandVault) {
        self.desk = desk
        self.queries = queries
        self.vault = vault
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/vendor/demands",
            operation(
                "findDemands", "Demands that the vendor could answer, or those it has grabbed; newest first.",
                parameters: [
                    .query("market", "Only this market.", schema: .words(Market.self)),
                    .query("grabbed", "Those the vendor has grabbed.", schema: .boolean),
                ] + Parameter.paging,
                responses: .ok("A page.", .page("demands", of: Schemas.summary))), list)
        router.add(
            .get, "/vendor/demands/{demandId}",
            operation(
                "showDemand", "A demand with the vendor's own proposals.",
                responses: .ok("The demand.", Schemas.demandForVendor)), show)
        router.add(
            .post, "/vendor/demands/{demandId}/grab",
            operation("grabDemand", "Answer the demand.", idempotencyKey: .optional), grab)
        router.add(
            .post, "/vendor/demands/{demandId}/proposals",
            operation(
                "propose", "Make a proposal.", body: Schemas.draft(titled: true),
                responses: .created("Where the demand stands.", Schemas.outcome), idempotencyKey: .required),
            propose)
        router.add(
            .put, "/vendor/demands/{demandId}/proposals/{proposalId}",
            operation("reviseProposal", "Put a proposal in a new version.", body: Schemas.draft(titled: false)),
            revise)
        router.add(
            .post, "/vendor/demands/{demandId}/calls",
            operation(
                "callBuyer", "Ask for a relay number to the buyer.",
                responses: .accepted("The relay is asked.", Schemas.outcome), idempotencyKey: .required), call)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("Where the demand stands.", Schemas.outcome),
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.vendor]), tag: "vendors", parameters: parameters,
            requestSchema: body, responses: responses,
            idempotencyKey: idempotencyKey)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let paging = try PageRequest(request.query)
        let market = request.query["market"].flatMap(Market.init)
        let audience: DemandAudience =
            request.query["grabbed"] == "true"
            ? .grabbed(vendorID: vendorID) : .hall(vendorID: vendorID, market: market)
        return .page(try await queries.demands(for: audience, limit: paging.limit, cursor: paging.cursor))
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        guard let state = try await queries.demand(try request.parameter("demandId")),
            state.isShown(toVendor: vendorID)
        else {
            throw Problem.notFound("There is no such demand.")
        }
        return .json(DemandJSON.forVendor(state, vendorID))
    }

    private func grab(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let accountID = try request.authenticatedPrincipal().account
        let facts = try await queries.account(accountID)
        return try await answer(request, .grab(Demand.Grab(vendorID: vendorID, accountID: accountID, facts)))
    }

    private func propose(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let body = try request.members()
        let account = try request.authenticatedPrincipal().account
        let title = Personal(try body.string("title"), of: account)
        let offer = try await offer(vendorID, account, body)
        let id = try CommandDesk.newID("PR-", from: request)
        let result = try await desk.submit(
            Demand.self, id: try request.parameter("demandId"),
            .propose(vendorID: vendorID, proposalID: id, title: title, offer: offer),
            from: request)
        return .created(at: "\(request.path)/\(id)", result.representation)
    }

    private func revise(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let body = try request.members()
        // A title is given once; editors may send back what they were shown.
        _ = try body.optionalString("title")
        let offer = try await offer(vendorID, try request.authenticatedPrincipal().account, body)
        return try await answer(
            request, .revise(vendorID: vendorID, proposalID: try request.parameter("proposalId"), offer: offer))
    }

    private func offer(_ vendorID: String, _ account: String, _ body: JSONObject) async throws -> Proposal.Draft {
        let lines = try body.objects("lines").map { try Proposal.Line($0) }
        let remark = vault.remark(try body.optionalString("remark") ?? "", of: account)
        try body.refuseUnknownMembers()
        return try await ProposalDrafting(queries: queries).draft(vendorID: vendorID, lines: lines, remark: remark)
    }

    private func call(_ request: HTTPRequest) async throws -> HTTPResponse {
        let vendorID = try request.vendorID()
        let callID = try CommandDesk.newID("C-", from: request)
        return try await answer(
            request, .call(Call.Request(callID: callID, party: .vendor, partyID: vendorID, vendorID: vendorID)),
            status: 202)
    }

    private func answer(_ request: HTTPRequest, _ input: Demand.Input, status: Int = 200) async throws -> HTTPResponse {
        .json(
            try await desk.submit(Demand.self, id: try request.parameter("demandId"), input, from: request)
                .representation, status: status)
    }
}
