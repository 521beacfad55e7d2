package import CrowdsourcingApplication
import CrowdsourcingDomain
package import HTTPServer
import JSON
import Kernel
import Messaging
package import Runtime

/// What buyers do with their demands.
package struct BuyerRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any DemandQueries

    package init(desk: CommandDesk, queries: any DemandQueries) {
        self.desk = desk
        self.queries = queries
    }

    package func add(to router: inout Router) {
        router.add(
            .post, "/demands",
            operation(
                "publishDemand", "Publish a demand, to all vendors or to one.", body: Schemas.content,
                responses: .created("The demand.", Schemas.outcome), idempotencyKey: .required), publish)
        router.add(
            .get, "/demands",
            operation(
                "listOwnDemands", "One's own demands, newest first.", parameters: Parameter.paging,
                responses: .ok("A page.", .page("demands", of: Schemas.summary))), list)
        router.add(
            .get, "/demands/{demandId}",
            operation(
                "showOwnDemand", "A demand with all proposals in all versions.",
                responses: .ok("The demand.", Schemas.demandOfBuyer)), show)
        router.add(
            .post, "/demands/{demandId}/acceptance",
            operation(
                "acceptProposal", "Accept a proposal at the version and total that were seen; an order follows.",
                body: Schemas.acceptanceRequest,
                idempotencyKey: .required),
            accept)
        router.add(
            .post, "/demands/{demandId}/withdrawal",
            operation("withdrawDemand", "Take the demand back, as long as nothing is paid.", idempotencyKey: .optional),
            withdraw)
        router.add(
            .post, "/demands/{demandId}/calls",
            operation(
                "callVendor", "Ask for a relay number to a vendor that has grabbed the demand.",
                body: .object(["vendorId": .id]),
                responses: .accepted("The relay is asked.", Schemas.outcome), idempotencyKey: .required),
            call)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("Where the demand stands.", Schemas.outcome),
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.buyer]), tag: "buyers", parameters: parameters,
            requestSchema: body, responses: responses,
            idempotencyKey: idempotencyKey)
    }

    private func publish(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let body = try request.members()
        let content = try Demand.Content(body, of: account)
        let target = try body.optionalString("targetVendorId")
        let acceptsRules = try body.bool("acceptsRules")
        try body.refuseUnknownMembers()
        if let target, try await !queries.vendorExists(target) {
            throw Rejection(.invalid, "vendor-unknown", rule: "CRW-02", "There is no such vendor.", items: [target])
        }
        let id = try CommandDesk.newID("D-", from: request)
        let proof = try await queries.phoneProof(of: account)?.proof
        let result = try await desk.submit(
            Demand.self, id: id,
            .publish(
                buyerID: account, content: content, targetVendorID: target, acceptsRules: acceptsRules, proof: proof),
            from: request)
        return .created(at: "/demands/\(id)", result.representation)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let paging = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        return .page(try await queries.demands(for: .buyer(account), limit: paging.limit, cursor: paging.cursor))
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        guard let state = try await queries.demand(try request.parameter("demandId")), state.phase != .absent,
            state.buyerID == account
        else {
            throw Problem.notFound("There is no such demand.")
        }
        return .json(DemandJSON.forBuyer(state))
    }

    private func accept(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try request.authenticatedPrincipal()
        let body = try request.members()
        let agreement = try body.optionalObject("agreement")
        let acceptance = Acceptance.Request(
            buyerID: principal.account, subAccountID: principal.subAccount, policies: principal.policies.sorted(),
            proposalID: try body.string("proposalId"),
            version: try body.int("version"), total: try body.money("totalFen"),
            agreement: try agreement.map {
                Terms(
                    version: try $0.string("version"), digest: try $0.string("digest"))
            },
            currentAgreement: Texts.agreement)
        try body.refuseUnknownMembers()
        return try await answer(request, .accept(acceptance))
    }

    private func withdraw(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(request, .withdraw(buyerID: try request.authenticatedPrincipal().account))
    }

    private func call(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let vendorID = try request.readJSON { try $0.string("vendorId") }
        let callID = try CommandDesk.newID("C-", from: request)
        return try await answer(
            request, .call(Call.Request(callID: callID, party: .buyer, partyID: account, vendorID: vendorID)),
            status: 202)
    }

    private func answer(_ request: HTTPRequest, _ input: Demand.Input, status: Int = 200) async throws -> HTTPResponse {
        .json(
            try await desk.submit(Demand.self, id: try request.parameter("demandId"), input, from: request)
                .representation, status: status)
    }
}
