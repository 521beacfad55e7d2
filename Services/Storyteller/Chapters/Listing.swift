import JSON

struct ListedProduct {
    let id: String
    let name: String
    let choiceID: String
    let priceFen: Int64
}

struct Products {
    let saas: ListedProduct
    let humanService: ListedProduct
}

extension Story {
    /// A vendor makes two products, an operator tests and approves them (VND-04).
    func listProducts() async throws -> Products {
        Teller.chapter(1, "A vendor lists a SaaS product and a human service")
        return Products(
            saas: try await list("SaaS", saas, priceFen: 199_900),
            humanService: try await list("human service", humanService, priceFen: 500_000))
    }

    private var saas: JSONValue {
        [
            "name": .string("云表单 \(options.run)"), "summary": "在线表单与数据收集", "type": "saas",
            "categoryId": "56778013", "validityMonths": 12, "hasFiveDayRefund": true,
            "choices": [
                [
                    "choiceId": "standard", "specification": "标准版 一年", "billing": "period", "periodMonths": 12,
                    "priceFen": 199_900,
                ]
            ],
            "connection": ["mode": "production-endpoint", "url": .string(web.address(.vendorSimulator) + "/spi")],
            "agreement": ["source": "platform-template", "text": "云表单服务协议：按年订阅，五天无理由退款。"],
        ]
    }

    private var humanService: JSONValue {
        [
            "name": .string("小程序定制 \(options.run)"), "summary": "小程序设计与开发",
            "type": "human-service",
            "categoryId": "56082003", "validityMonths": 6, "hasFiveDayRefund": true,
            "choices": [["choiceId": "basic", "specification": "基础版", "billing": "once", "priceFen": 500_000]],
            "deliverySteps": [
                ["name": "提交需求", "actor": "buyer"], ["name": "开发实施", "actor": "vendor"],
                ["name": "交付验收", "actor": "vendor", "needsBuyerConfirmation": true],
            ],
            "agreement": ["source": "vendor-text", "text": "小程序定制服务协议：以提交的需求为准。"],
        ]
    }

    private func list(_ what: String, _ content: JSONValue, priceFen: Int64) async throws -> ListedProduct {
        // Once the catalog has heard of the vendor's account.
        let call = Call.post("create the \(what)", .catalog, "/vendor/products", as: .vendor, content)
        let draft = try await web.wait(call, for: "the draft") { _ in true }
        let id = try draft.text("/productId")
        try await move("submit the \(what)", "/vendor/products/\(id)/submission", as: .vendor, to: "testing")
        try await move(
            "pass testing of the \(what)", "/operator/products/\(id)/testing-passed", as: .operator, to: "review")
        try await move("approve the \(what)", "/operator/products/\(id)/approval", as: .operator, to: "listed")
        let shown = try await web.send(.get("show the \(what)", .catalog, "/products/\(id)"))
        try shown.expect("/choices/0/priceFen", is: priceFen)
        let product = ListedProduct(
            id: id, name: try shown.text("/name"), choiceID: try shown.text("/choices/0/choiceId"), priceFen: priceFen)
        Teller.tell(
            "\(product.name) (\(id)) was created, tested and approved; it is for sale at \(Teller.yuan(priceFen)).")
        return product
    }

    private func move(_ step: String, _ path: String, as person: Person, to phase: String) async throws {
        try await web.send(.post(step, .catalog, path, as: person)).expect("/phase", is: phase)
    }
}
