import CatalogDomain
import Kernel

extension Instant {
    static let start = ShanghaiCalendar.start(of: CivilDate(daysSince1970: 20_000)) + .hours(9)
}

extension ProductContent {
    /// A human service that may be sold.
    static var service: ProductContent {
        ProductContent(
            name: "企业网站定制", summary: "从设计到上线", type: .humanService, categoryID: "52738005",
            choices: [Choice(id: "basic", specification: "基础版", billing: .once, price: Money(yuan: 3_000))],
            validityMonths: 3,
            deliverySteps: [
                DeliveryStep(name: "提交需求", actor: .buyer, needsBuyerConfirmation: false),
                DeliveryStep(name: "开发", actor: .vendor, needsBuyerConfirmation: true),
            ],
            agreement: Agreement(source: .platformTemplate, text: "服务协议", digest: "d1"), hasFiveDayRefund: true)
    }

    /// A SaaS product that may be sold.
    static var saas: ProductContent {
        var content = service
        (content.type, content.deliverySteps, content.validityMonths) = (.saas, [], 12)
        content.connection = .productionEndpoint("https://vendor.example/spi")
        content.choices = [
            Choice(id: "y", specification: "专业版", billing: .period, price: Money(yuan: 998), periodMonths: 12),
            Choice(id: "m", specification: "专业版", billing: .period, price: Money(yuan: 99), periodMonths: 1),
        ]
        return content
    }

    func with(_ change: (inout ProductContent) -> Void) -> ProductContent {
        var copy = self
        change(&copy)
        return copy
    }
}

/// Runs a decider as the machine does: decide, then fold.
struct Scenario<D: Decider> {
    var state: D.State
    var now: Instant = .start
    private let id: String
    private var inputs = 0

    init(_ id: String) {
        self.id = id
        state = D.initial(id)
    }

    @discardableResult
    mutating func take(_ input: D.Input) throws(Rejection) -> Decision<D> {
        inputs += 1
        let decision = try D.decide(state, input, Cause(now: now, inputID: "i-\(inputs)", aggregateID: id))
        for event in decision.events { D.evolve(&state, event, at: now) }
        return decision
    }

    /// The code of the rejection that the input meets; nil if it is taken.
    mutating func refusal(_ input: D.Input) -> String? {
        do {
            try take(input)
            return nil
        } catch { return "\(error.rule ?? "-") \(error.code)" }
    }
}
