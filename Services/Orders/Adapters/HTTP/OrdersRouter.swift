import Crypto
import HTTPServer
import Kernel
import Messaging
import OrdersApplication
import OrdersDomain
import Runtime

/// Everything the routes need.
struct OrdersRouter: Sendable {
    let desk: CommandDesk
    let orders: OrderQueries
    let deliveries: DeliveryQueries
    let money: MoneyQueries
    let facts: FactQueries
    let placement: Placement
    /// Opens passwords for their owners.
    let passwords: SecretBox
    /// Checks callbacks, by the provider's name in the address.
    let callbackSignatures: [String: ProviderSignature]
    let now: @Sendable () -> Instant

    var router: Router {
        var router = Router()
        addOrderRoutes(to: &router)
        addPaymentRoutes(to: &router)
        addMoneyRoutes(to: &router)
        addEntitlementRoutes(to: &router)
        addDeliveryRoutes(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Orders", version: "1.0.0",
                summary: "Orders, payments, balances, SaaS instances and delivery projects."))
        return router
    }
}

extension OrdersRouter {
    /// Has an aggregate decide what is asked, and answers with what it is then.
    func decide<D: Decider>(_: D.Type, _ id: String, _ input: D.Input, _ request: HTTPRequest, status: Int = 200)
        async throws -> HTTPResponse
    {
        .json(try await desk.submit(D.self, id: id, input, from: request).representation, status: status)
    }
}

/// A list of stored documents, with where to go on.
func listResponse(_ items: [Document], next: String?) -> HTTPResponse {
    var bytes = Array(#"{"items":["#.utf8)
    bytes += items.joined(separator: [UInt8(ascii: ",")])
    bytes += Array("]".utf8)
    if let next { bytes += Array(#","next":"\#(next)""#.utf8) }
    bytes += Array("}".utf8)
    return .json(bytes)
}

extension Principal {
    /// What of all orders, projects and instances the asker may see. Who has several roles says by `as` which one counts.
    func scope(as wanted: String?) throws(Problem) -> Scope {
        switch wanted
            ?? (roles.contains(.buyer) ? "buyer" : vendor != nil && roles.contains(.vendor) ? "vendor" : "operator")
        {
        case "buyer" where roles.contains(.buyer): return .buyer(account)
        case "vendor" where roles.contains(.vendor):
            guard let vendor else { throw .forbidden("This account acts for no vendor.") }
            return .vendor(vendor)
        case "operator" where roles.contains(.operator): return .everything
        default:
            throw .forbidden(
                "The asker has no such role; 'as' is buyer, vendor or operator.", missing: [wanted ?? "buyer"])
        }
    }

    var purchaser: Purchaser { Purchaser(account: account, subAccount: subAccount, policies: policies.sorted()) }
}

extension Parameter {
    static let asRole = query(
        "as", "In which role the asker looks, if it has several.",
        schema: .words(["buyer", "vendor", "operator"]))
}

let everyRole: Access = .roles([.buyer, .vendor, .operator])
