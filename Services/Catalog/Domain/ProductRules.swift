internal import Kernel

/// What keeps a product's content from being submitted. Each function is one rule.
package enum ProductRules {
    /// A rule that the content breaks, and how to mend it.
    package struct Problem: Hashable, Sendable {
        package let rule: String
        package let text: String
    }

    /// In characters (CAT-05).
    package static let nameLength = 1...60
    package static let summaryLengthMax = 500
    /// VND-10
    package static let validityMonths = 1...120

    /// Everything that must be mended before the product can be tested and sold.
    package static func problems(_ content: ProductContent) -> [Problem] {
        presentation(content) + choices(content) + connection(content) + deliveryTemplate(content) + validity(content)
            + agreement(content)
            + fiveDayBadge(content)
    }

    /// What the vendor should think about but may leave as it is.
    package static func warnings(_ content: ProductContent) -> [String] {
        content.validityMonths == nil
            ? ["VND-10: the validity is unlimited; name the months for which the service is provided"] : []
    }

    static func presentation(_ content: ProductContent) -> [Problem] {
        var problems: [Problem] = []
        if !nameLength.contains(content.name.codePointCount) {
            let range = "\(nameLength.lowerBound) to \(nameLength.upperBound)"
            problems.append(Problem(rule: "CAT-05", text: "the name must have \(range) characters"))
        }
        if content.summary.codePointCount > summaryLengthMax {
            problems.append(
                Problem(rule: "CAT-05", text: "the summary must have at most \(summaryLengthMax) characters"))
        }
        if content.categoryID.isEmpty { problems.append(Problem(rule: "CAT-04", text: "the category is missing")) }
        if !content.guideURL.isEmpty, !content.guideURL.isWebAddress {
            problems.append(Problem(rule: "CAT-05", text: "the guide must be an http or https address"))
        }
        return problems
    }

    static func choices(_ content: ProductContent) -> [Problem] {
        guard (1...50).contains(content.choices.count) else {
            return [Problem(rule: "CAT-05", text: "there must be 1 to 50 choices")]
        }
        guard Set(content.choices.map(\.id)).count == content.choices.count else {
            return [Problem(rule: "CAT-05", text: "two choices have the same id")]
        }
        return content.choices.compactMap(problem(of:))
    }

    private static func problem(of choice: Choice) -> Problem? {
        func problem(_ text: String) -> Problem { Problem(rule: "CAT-05", text: "choice '\(choice.id)': \(text)") }
        guard (1...64).contains(choice.id.codePointCount), (1...120).contains(choice.specification.codePointCount)
        else {
            return problem("the id must have 1 to 64 characters, the specification 1 to 120")
        }
        guard (.zero...Choice.priceMax).contains(choice.price) else {
            return problem("the price must be from 0 to \(Choice.priceMax) yuan")
        }
        guard (choice.periodMonths != nil) == (choice.billing == .period),
            (1...Choice.periodMonthsMax).contains(Int64(choice.periodMonths ?? 1))
        else {
            return problem(
                "a period of 1 to \(Choice.periodMonthsMax) months belongs to billing by period, and only to it")
        }
        guard (choice.packageUnits != nil) == (choice.billing == .package),
            (1...Choice.packageUnitsMax).contains(choice.packageUnits ?? 1)
        else {
            return problem("a number of units belongs to billing by package, and only to it")
        }
        return nil
    }

    /// VND-05
    static func connection(_ content: ProductContent) -> [Problem] {
        switch (content.type, content.connection) {
        case (.saas, .productionEndpoint(let url)), (.saas, .activationCode(let url)):
            url.isWebAddress
                ? []
                : [
                    Problem(
                        rule: "VND-05",
                        text: "the production endpoint or redeeming page must be an http or https address")
                ]
        case (.saas, nil):
            [Problem(rule: "VND-05", text: "a SaaS product needs a production endpoint or activation codes")]
        case (_, nil): []
        case (_, .some):
            [Problem(rule: "VND-05", text: "only a SaaS product has a production endpoint or activation codes")]
        }
    }

    /// VND-09
    static func deliveryTemplate(_ content: ProductContent) -> [Problem] {
        guard content.type == .humanService else {
            return content.deliverySteps.isEmpty
                ? [] : [Problem(rule: "VND-09", text: "only a human service has a delivery template")]
        }
        guard (1...30).contains(content.deliverySteps.count) else {
            return [Problem(rule: "VND-09", text: "a human service needs a delivery template of 1 to 30 steps")]
        }
        return content.deliverySteps.allSatisfy { (1...40).contains($0.name.codePointCount) }
            ? [] : [Problem(rule: "VND-09", text: "each step needs a name of at most 40 characters")]
    }

    /// VND-10: a choice that is billed by period is provided for its period, whatever the product says.
    static func validity(_ content: ProductContent) -> [Problem] {
        if content.type == .humanService, content.choices.contains(where: { ($0.periodMonths ?? 3) < 3 }) {
            return [
                Problem(rule: "VND-10", text: "a choice of a human service must have a period of at least 3 months")
            ]
        }
        guard let months = content.validityMonths else { return [] }
        if content.type == .humanService, months < 3 {
            return [Problem(rule: "VND-10", text: "a human service must be valid for at least 3 months")]
        }
        guard validityMonths.contains(months) else {
            let range = "\(validityMonths.lowerBound) to \(validityMonths.upperBound)"
            return [Problem(rule: "VND-10", text: "the validity must be \(range) months")]
        }
        return []
    }

    /// VND-07
    static func agreement(_ content: ProductContent) -> [Problem] {
        guard let agreement = content.agreement else {
            return [Problem(rule: "VND-07", text: "the agreement is missing")]
        }
        return (1...20_000).contains(agreement.text.codePointCount)
            ? [] : [Problem(rule: "VND-07", text: "the agreement's text must have 1 to 20,000 characters")]
    }

    /// REF-02: what can never be given back must not promise it.
    static func fiveDayBadge(_ content: ProductContent) -> [Problem] {
        guard content.hasFiveDayRefund else { return [] }
        let neverRefunded =
            [.download, .api].contains(content.type)
            || content.type == .image && content.choices.allSatisfy { $0.billing == .payAsYouGo }
        return neverRefunded
            ? [
                Problem(
                    rule: "REF-02",
                    text:
                        "downloads, API products and pay-as-you-go images are never refunded and cannot bear the five-day badge"
                )
            ]
            : []
    }
}
