package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel
package import Runtime

/// Whom a buyer's invoices name, and where paper goes (INV-01, INV-02).
package struct ProfileRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any InvoiceQueries

    package init(desk: CommandDesk, queries: any InvoiceQueries) {
        self.desk = desk
        self.queries = queries
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/billing-profile",
            operation("getBillingProfile", "The invoice profile, with its ETag.", Self.profile),
            profile)
        router.add(
            .put, "/billing-profile",
            operation(
                "setBillingProfile", "Set the one invoice profile. With If-Match, unless it is the first.",
                Self.profile,
                body: Schemas.profileRequest), setProfile)
        router.add(
            .get, "/mailing-addresses",
            operation("getMailingAddresses", "Where paper invoices can be sent, with the ETag.", Self.addresses),
            addresses)
        router.add(
            .put, "/mailing-addresses",
            operation(
                "setMailingAddresses",
                "Replace the addresses; exactly one is the default. With If-Match, unless they are the first.",
                Self.addresses, body: Schemas.addressesRequest), setAddresses)
    }

    private static let profile = Answers.tagged("The profile.", Schemas.profile)
    private static let addresses = Answers.tagged("The addresses.", Schemas.addresses)

    /// A change names the version it is based on, unless it is the first.
    private func operation(_ id: String, _ summary: String, _ answers: Answers, body: JSONSchema? = nil) -> Operation {
        let change: [Parameter] = [
            .header(
                "If-Match", "The ETag of the version the change is based on; left out for the first.",
                schema: .text(1...80))
        ]
        return Operation(
            id: id, summary: summary, access: .roles([.buyer]), tag: "buyers", parameters: body == nil ? [] : change,
            requestSchema: body, responses: answers, refusals: body == nil ? [404] : [412, 428])
    }

    private func profile(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let state = try await queries.profile(of: try request.authenticatedPrincipal().account),
            let title = state.title
        else {
            throw Problem.notFound("There is no invoice profile yet.")
        }
        return .json(InvoiceJSON.profile(title), headers: ["ETag": EntityTag(version: state.revision).headerValue])
    }

    private func setProfile(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let title = try title(request.members(), account)
        let current = try await queries.profile(of: account)?.revision ?? 0
        let revision = try request.basis(of: current)
        try await submit(BillingProfile.self, account, .set(title, revision: revision), request)
        return try await profile(request)
    }

    private func title(_ body: JSONObject, _ account: String) throws -> BillingProfile.Title {
        let isEnterprise = try body.choice(
            "kind", { ["enterprise": true, "individual": false][$0] }, among: Schemas.profileKinds)
        guard isEnterprise else {
            try body.refuseUnknownMembers()
            return .individual
        }
        func text(_ name: String) throws -> Personal { Personal(try body.string(name), of: account) }
        let enterprise = BillingProfile.Enterprise(
            name: try text("name"), invoiceType: try body.choice("invoiceType", BillingProfile.InvoiceType.self),
            taxNumber: try text("taxNumber"), bank: try text("bank"), bankAccount: try text("bankAccount"))
        try body.refuseUnknownMembers()
        return .enterprise(enterprise)
    }

    private func addresses(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let state = try await queries.addresses(of: account) ?? AddressBook.State()
        return .json(
            ["addresses": .array(state.addresses.compactMap(InvoiceJSON.address))],
            headers: ["ETag": EntityTag(version: state.revision).headerValue])
    }

    private func setAddresses(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let body = try request.members()
        let addresses = try body.objects("addresses").map {
            try address($0, account)
        }
        try body.refuseUnknownMembers()
        let current = try await queries.addresses(of: account)?.revision ?? 0
        let revision = try request.basis(of: current)
        try await submit(AddressBook.self, account, .set(addresses, revision: revision), request)
        return try await self.addresses(request)
    }

    private func address(_ object: JSONObject, _ account: String) throws -> AddressBook.Address {
        func text(_ name: String) throws -> Personal { Personal(try object.string(name), of: account) }
        return AddressBook.Address(
            recipient: try text("recipient"), phone: try text("phone"), region: try text("region"),
            street: try text("street"), postcode: Personal(try object.optionalString("postcode") ?? "", of: account),
            isDefault: try object.bool("default"))
    }

    private func submit<D: Decider>(_: D.Type, _ id: String, _ input: D.Input, _ request: HTTPRequest) async throws {
        do {
            _ = try await desk.submit(D.self, id: id, input, from: request)
        } catch let rejection as Rejection {
            throw rejection.asPrecondition ?? rejection
        }
    }
}
