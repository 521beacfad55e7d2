import CatalogApplication
import CatalogDomain
import Crypto
import JSON
import Kernel

/// Products as HTTP shows and takes them.
enum ProductJSON {
    static func bytes(_ state: Product.State) -> [UInt8] { JSONValue.object(members(state)).bytes(order: .asWritten) }

    /// Everything but the production endpoint, which concerns the vendor alone.
    static func publicMembers(_ state: Product.State, deals: Int) -> JSONMembers {
        var members = members(state)
        for name in ["connection", "rejection", "warnings", "revision"] { members[name] = nil }
        members["deals180Days"] = .int(Int64(deals))
        return members
    }

    static func members(_ state: Product.State) -> JSONMembers {
        var members: JSONMembers = [
            "productId": .string(state.id), "phase": .string(state.phase.rawValue),
            "version": .int(Int64(state.version)),
            "revision": .int(Int64(state.revision)), "vendorId": .string(state.vendorID),
            "vendorName": .string(state.vendorName),
        ]
        members["rejection"] = (state.rejection?.text).map(JSONValue.string)
        if let content = state.content {
            for (name, value) in Self.content(content, agreementVersion: state.agreementVersion) {
                members[name] = value
            }
        }
        members["createdAt"] = state.createdAt.map { .string($0.rfc3339) }
        members["listedAt"] = state.listedAt.map { .string($0.rfc3339) }
        return members
    }

    private static func content(_ content: ProductContent, agreementVersion: Int) -> JSONMembers {
        var members: JSONMembers = [
            "name": .string(content.name), "summary": .string(content.summary), "type": .string(content.type.rawValue),
            "categoryId": .string(content.categoryID), "choices": .array(content.choices.map(choice)),
            "deliverySteps": .array(content.deliverySteps.map(step)), "allowsCredit": .bool(content.allowsCredit),
            "hasFiveDayRefund": .bool(content.hasFiveDayRefund), "guideUrl": .string(content.guideURL),
        ]
        members["validityMonths"] = content.validityMonths.map { .int(Int64($0)) }
        members["connection"] = content.connection.map(connection)
        members["agreement"] = content.agreement.map { agreement in
            [
                "version": .string("\(agreementVersion)"), "digest": .string(agreement.digest),
                "source": .string(agreement.source.rawValue),
                "text": .string(agreement.text),
            ]
        }
        let warnings = ProductRules.warnings(content)
        if !warnings.isEmpty { members["warnings"] = .array(warnings.map(JSONValue.string)) }
        return members
    }

    private static func choice(_ choice: Choice) -> JSONValue {
        var members: JSONMembers = [
            "choiceId": .string(choice.id), "specification": .string(choice.specification),
            "billing": .string(choice.billing.rawValue),
            "priceFen": .int(choice.price.fen),
        ]
        members["periodMonths"] = choice.periodMonths.map { .int(Int64($0)) }
        members["packageUnits"] = choice.packageUnits.map(JSONValue.int)
        return .object(members)
    }

    private static func step(_ step: DeliveryStep) -> JSONValue {
        [
            "name": .string(step.name), "actor": .string(step.actor.rawValue),
            "needsBuyerConfirmation": .bool(step.needsBuyerConfirmation),
        ]
    }

    private static func connection(_ connection: Connection) -> JSONValue {
        switch connection {
        case .productionEndpoint(let url): ["mode": "production-endpoint", "url": .string(url)]
        case .activationCode(let url): ["mode": "activation-code", "url": .string(url)]
        }
    }

    static func summary(_ summary: ProductSummary) -> JSONValue {
        [
            "productId": .string(summary.id), "name": .string(summary.name), "summary": .string(summary.summary),
            "type": .string(summary.type),
            "phase": .string(summary.phase), "categoryId": .string(summary.categoryID),
            "vendorId": .string(summary.vendorID),
            "vendorName": .string(summary.vendorName), "fromPriceFen": .int(summary.lowestPrice.fen),
            "hasFiveDayRefund": .bool(summary.hasFiveDayRefund), "deals180Days": .int(Int64(summary.deals)),
            "createdAt": .string(summary.createdAt.rfc3339),
        ]
    }
}

// MARK: - Reading

extension ProductContent {
    /// - Throws: `JSONError` for a shape nobody could sell; what is merely incomplete may be kept as a draft.
    init(_ body: JSONObject) throws(JSONError) {
        try self.init(
            name: body.string("name"),
            summary: body.optionalString("summary") ?? "",
            type: body.choice("type", ProductType.self),
            categoryID: body.optionalString("categoryId") ?? "",
            choices: Self.choices(body), validityMonths: body.optionalInt("validityMonths"),
            connection: Self.connection(body), deliverySteps: Self.steps(body), agreement: Self.agreement(body),
            allowsCredit: body.optionalBool("allowsCredit") ?? true,
            hasFiveDayRefund: body.optionalBool("hasFiveDayRefund") ?? false,
            guideURL: body.optionalString("guideUrl") ?? "")
    }

    private static func choices(_ body: JSONObject) throws(JSONError) -> [Choice] {
        var choices: [Choice] = []
        for object in try body.optionalObjects("choices") ?? [] {
            choices.append(
                Choice(
                    id: try object.string("choiceId"),
                    specification: try object.string("specification"),
                    billing: try object.choice(
                        "billing", Billing.self),
                    price: Money(fen: try object.int64("priceFen")),
                    periodMonths: try object.optionalInt("periodMonths"),
                    packageUnits: try object.optionalInt64("packageUnits")))
        }
        return choices
    }

    private static func steps(_ body: JSONObject) throws(JSONError) -> [DeliveryStep] {
        var steps: [DeliveryStep] = []
        for object in try body.optionalObjects("deliverySteps") ?? [] {
            steps.append(
                DeliveryStep(
                    name: try object.string("name"),
                    actor: try object.choice(
                        "actor", DeliveryStep.Actor.self),
                    needsBuyerConfirmation: try object.optionalBool("needsBuyerConfirmation") ?? false))
        }
        return steps
    }

    private static func connection(_ body: JSONObject) throws(JSONError) -> Connection? {
        guard let object = try body.optionalObject("connection") else { return nil }
        let mode = try object.choice("mode", { $0 }, among: ["production-endpoint", "activation-code"])
        let url = try object.string("url")
        switch mode {
        case "production-endpoint": return .productionEndpoint(url)
        case "activation-code": return .activationCode(redeemAt: url)
        default: throw object.invalid("mode", "expected production-endpoint or activation-code")
        }
    }

    private static func agreement(_ body: JSONObject) throws(JSONError) -> Agreement? {
        guard let object = try body.optionalObject("agreement") else { return nil }
        let text = try object.string("text")
        let source = try object.choice(
            "source", Agreement.Source.self)
        return Agreement(source: source, text: text, digest: Hex.encode(Digest.sha256(text)))
    }
}
