import CatalogDomain
import DomainTestKit
package import Kernel

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

extension Account.State {
    /// What identity says of an account of V-1.
    static let vendor = Account.State(vendorID: "V-1", name: "甲")
}

extension Scenario {
    init(_ id: String) { self.init(id, at: .start) }
}

/// What somebody says.
extension Personal: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text, of: "op") }
}
