package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel
import Messaging
package import Runtime

/// Invoices and their files.
package struct InvoiceRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any InvoiceQueries

    package init(desk: CommandDesk, queries: any InvoiceQueries) {
        self.desk = desk
        self.queries = queries
    }

    package func add(to router: inout Router) {
        let everybody: Set<Role> = [.buyer, .vendor, .operator]
        router.add(
            .get, "/invoices",
            operation(
                "listInvoices", "One's own invoices, latest first.", [.buyer],
                .ok("A page.", .page("invoices", of: Schemas.invoice)), parameters: Parameter.paging), list)
        router.add(
            .get, "/invoices/{invoiceId}",
            operation(
                "getInvoice", "An invoice, for its buyer, its seller and operators.", everybody,
                .ok("The invoice.", Schemas.invoice)), show)
        router.add(
            .get, "/invoices/{invoiceId}/pdf",
            operation(
                "getInvoicePdf", "The invoice as people read it.", everybody,
                .file("The document.", type: "application/pdf")), pdf)
        router.add(
            .get, "/invoices/{invoiceId}/data",
            operation(
                "getInvoiceData", "The same figures for machines, as JSON.", everybody,
                .ok("The figures.", Schemas.invoiceData)), data)
        router.add(
            .post, "/invoices/{invoiceId}/reversal",
            operation(
                "reverseInvoice",
                "Balance an electronic invoice by a red-letter one, or record that paper was returned.",
                [.vendor, .operator],
                .accepted("It is being reversed.", Schemas.outcome),
                body: .object(["reason": .words(Reversal.Reason.self)]),
                idempotencyKey: .required),
            reverse)
    }

    private func operation(
        _ id: String, _ summary: String, _ roles: Set<Role>, _ answers: Answers, parameters: [Parameter] = [],
        body: JSONSchema? = nil,
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles(roles), tag: "invoices", parameters: parameters,
            requestSchema: body, responses: answers,
            idempotencyKey: idempotencyKey)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let paging = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        return .page(
            "invoices", try await queries.invoices(of: account, limit: paging.limit, cursor: paging.cursor),
            InvoiceJSON.invoice)
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard case .object(let members) = InvoiceJSON.invoice(try await visible(request)) else { throw Self.missing }
        return .json(members)
    }

    private func pdf(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (invoice, files) = try await files(request)
        let disposition = "inline; filename=\"\(invoice.number).pdf\""
        return .content(files.pdf, type: "application/pdf", headers: ["Content-Disposition": disposition])
    }

    private func data(_ request: HTTPRequest) async throws -> HTTPResponse { .json(try await files(request).1.data) }

    private func reverse(_ request: HTTPRequest) async throws -> HTTPResponse {
        let reason = try request.readJSON { try $0.choice("reason", Reversal.Reason.self) }
        let invoice = try await visible(request)
        guard invoice.originalID == nil else {
            throw Rejection(
                .conflict, "red-letter", rule: "INV-10", "A red-letter invoice cannot be reversed; apply for a new one."
            )
        }
        let result = try await desk.submit(
            InvoiceApplication.self, id: invoice.applicationID, .reverse(reason, by: try request.party()), from: request
        )
        return .json(result.representation, status: 202)
    }

    private func files(_ request: HTTPRequest) async throws -> (InvoiceSummary, InvoiceFiles) {
        let invoice = try await visible(request)
        guard let files = try await queries.files(of: invoice.id) else {
            throw Problem.notFound("An invoice on paper has no files.")
        }
        return (invoice, files)
    }

    /// Others' invoices do not exist.
    private func visible(_ request: HTTPRequest) async throws -> InvoiceSummary {
        let principal = try request.authenticatedPrincipal()
        guard let invoice = try await queries.invoice(try request.parameter("invoiceId")) else { throw Self.missing }
        let isBuyer = principal.roles.contains(.buyer) && invoice.accountID == principal.account
        let isSeller = principal.roles.contains(.vendor) && invoice.sellerID == principal.vendor
        guard isBuyer || isSeller || principal.roles.contains(.operator) else { throw Self.missing }
        return invoice
    }

    private static var missing: Problem { .notFound("There is no invoice under this number.") }
}
