import Crypto
import FoundationEssentials
import HTTPServer
import OrdersDomain
import PostgresClient

extension OrdersRouter {
    func addEntitlementRoutes(to router: inout Router) {
        let list = Operation(
            id: "listEntitlements", summary: "What the account holds; for operators, what is parked.",
            access: .roles([.buyer, .operator]),
            tag: "entitlements", parameters: [.asRole] + Parameter.paging,
            responses: .ok("A page.", .page("items", of: Schemas.entitlement)))
        router.add(.get, "/entitlements", list) { request in
            let page = try PageRequest(request.query)
            let (items, next) = try await orders.documents(
                "entitlement_row", where: try listCondition(request), after: page.cursor, limit: page.limit)
            return listResponse(items, next: next)
        }
        let read = Operation(
            id: "readEntitlement", summary: "An instance; its owner also sees the admin password.",
            access: .roles([.buyer, .operator]),
            tag: "entitlements", parameters: [.asRole],
            responses: .ok("The instance.", Schemas.entitlement))
        router.add(.get, "/entitlements/{entitlementId}", read, readEntitlement)
        let retry = Operation(
            id: "retryEntitlement", summary: "Begin the calls to the vendor anew.", access: .roles([.operator]),
            tag: "entitlements",
            responses: .ok("The instance.", Schemas.entitlement),
            idempotencyKey: .optional)
        router.add(.post, "/entitlements/{entitlementId}/retry", retry) { request in
            try await decide(Entitlement.self, try request.parameter("entitlementId"), .retry, request)
        }
    }

    private func listCondition(_ request: HTTPRequest) throws(Problem) -> SQL {
        switch try request.authenticatedPrincipal().scope(as: request.query["as"]) {
        case .everything: "is_parked"
        case .buyer(let account): "account = \(account)"
        case .vendor: throw .forbidden("Vendors keep their instances themselves.")
        }
    }

    private func readEntitlement(_ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try request.parameter("entitlementId")
        let principal = try request.authenticatedPrincipal()
        let scope = try principal.scope(as: request.query["as"])
        if case .vendor = scope { throw Problem.forbidden("Vendors keep their instances themselves.") }
        guard let document = try await orders.document("entitlement_row", id: id, where: scope.condition) else {
            throw Problem.notFound("There is no such instance of this account.")
        }
        // ENT-03: the owner itself, neither a sub-account nor an operator.
        guard case .buyer = scope, principal.subAccount == nil, let password = try await password(of: id) else {
            return .json(document)
        }
        var view = try JSONDecoder().decode([String: AnyView].self, from: Data(document))
        view["adminPassword"] = .text(password)
        return .json(viewJSON(view), headers: ["Cache-Control": "no-store"])
    }

    private func password(of id: String) async throws -> String? {
        let rows = try await orders.pool.withConnection {
            try await $0.query("SELECT sealed_password FROM entitlement_row WHERE id = \(id)")
        }
        guard let sealed = try rows.first?.get("sealed_password", [UInt8]?.self) else { return nil }
        return String(
            validating: try passwords.open(sealed, context: VendorInterface.passwordContext(id)), as: UTF8.self)
    }
}

/// A member of a flat document.
private enum AnyView: Codable, Sendable {
    case text(String), number(Int64), truth(Bool)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .truth(let truth): try container.encode(truth)
        }
    }
}
