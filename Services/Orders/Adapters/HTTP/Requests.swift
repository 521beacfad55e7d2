import HTTPServer
import JSON
import Kernel
import OrdersApplication
import OrdersDomain

/// The body that places an order.
struct PlaceBody {
    let offers: [String]
    let acceptedAgreements: [String]
    let ownerKind: DomainOwner.Kind?
    let registrantTemplateID: String?

    init(_ body: JSONObject) throws(JSONError) {
        offers = try body.strings("offers")
        acceptedAgreements = try body.strings("acceptedAgreements")
        let owner = try body.optionalObject("owner")
        ownerKind = try owner?.choice("kind", DomainOwner.Kind.self)
        registrantTemplateID = try owner?.string("registrantTemplateId")
    }
}

/// The body that pays an order.
struct PayBody {
    let method: PaymentMethod
    let expectedTotal: Money
    let voucher: Money

    init(_ body: JSONObject) throws(JSONError) {
        method = try body.choice("method", PaymentMethod.self)
        expectedTotal = try body.money("expectedTotalFen")
        voucher = try body.optionalMoney("voucherFen") ?? .zero
    }
}

/// The body that changes an order's price.
struct PriceBody {
    let total: Money
    let reason: String

    init(_ body: JSONObject) throws(JSONError) {
        total = try body.money("totalFen")
        reason = try body.string("reason")
    }
}

/// The body that books money for an account.
struct AmountBody {
    let amount: Money
    let reference: String

    init(_ body: JSONObject) throws(JSONError) {
        amount = try body.money("amountFen")
        reference = try body.string("reference")
    }
}

extension OrderFilter {
    /// The words were held against the operation's description when the request came in.
    init(_ query: QueryParameters) {
        self.init(
            type: query["type"], productType: query["productType"], status: query["status"],
            from: query["from"].flatMap(Instant.init(rfc3339:)), to: query["to"].flatMap(Instant.init(rfc3339:)))
    }

    static let parameters: [Parameter] = [
        .asRole,
        .query("type", "The order's type.", schema: .words(OrderType.self)),
        .query("productType", "Orders with a product of this type.", schema: .words(ProductType.self)),
        .query("status", "The order's status.", schema: .words(OrderStatus.self, except: .absent)),
        .query("from", "Placed at or after.", schema: .instant),
        .query("to", "Placed before.", schema: .instant),
    ]
}
