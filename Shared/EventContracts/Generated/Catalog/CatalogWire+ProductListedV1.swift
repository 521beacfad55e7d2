// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    /// The product in the version now for sale; said again with every version.
    ///
    /// `marketplace.catalog.product-listed.v1`
    package struct ProductListedV1: WireMessage {
        package var productId: String
        /// Grows by one with every publication.
        package var version: Int64
        package var name: String
        package var summary: String
        package var type: ProductType
        package var categoryId: String
        package var vendorId: String
        package var vendorName: String
        package var choices: [Choice]
        /// A human service's template in order; empty for all other types.
        package var deliverySteps: [DeliveryStep]
        package var agreement: Agreement
        /// Whether orders may be paid on credit.
        package var allowsCredit: Bool
        /// Whether it bears the badge of the five-day refund.
        package var hasFiveDayRefund: Bool
        /// Empty if there is no guide.
        package var guideUrl: String
        package var at: Instant
        /// How long the service is provided; absent means unlimited.
        package var validityMonths: Int64?
        /// Present if and only if the type is saas.
        package var connection: Connection?

        package init(
            productId: String,
            version: Int64,
            name: String,
            summary: String,
            type: ProductType,
            categoryId: String,
            vendorId: String,
            vendorName: String,
            choices: [Choice],
            deliverySteps: [DeliveryStep],
            agreement: Agreement,
            allowsCredit: Bool,
            hasFiveDayRefund: Bool,
            guideUrl: String,
            at: Instant,
            validityMonths: Int64? = nil,
            connection: Connection? = nil,
        ) {
            self.productId = productId
            self.version = version
            self.name = name
            self.summary = summary
            self.type = type
            self.categoryId = categoryId
            self.vendorId = vendorId
            self.vendorName = vendorName
            self.choices = choices
            self.deliverySteps = deliverySteps
            self.agreement = agreement
            self.allowsCredit = allowsCredit
            self.hasFiveDayRefund = hasFiveDayRefund
            self.guideUrl = guideUrl
            self.at = at
            self.validityMonths = validityMonths
            self.connection = connection
        }
    }
}

extension CatalogWire.ProductListedV1 {
    package static let contract = MessageContract(
        type: "marketplace.catalog.product-listed.v1",
        topic: Topics.catalogEvents,
        owner: "catalog",
        orderingKey: "/productId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders", "crowdsourcing"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { productId }
}

extension CatalogWire.ProductListedV1 {
    private static let memberNames: JSONMemberNames = ["productId", "version", "name", "summary", "type", "categoryId", "vendorId", "vendorName", "choices", "deliverySteps", "agreement", "allowsCredit", "hasFiveDayRefund", "guideUrl", "at", "validityMonths", "connection"]
    private static let productIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var productId: String?
        var version: Int64?
        var name: String?
        var summary: String?
        var type: CatalogWire.ProductType?
        var categoryId: String?
        var vendorId: String?
        var vendorName: String?
        var choices: [CatalogWire.Choice]?
        var deliverySteps: [CatalogWire.DeliveryStep]?
        var agreement: CatalogWire.Agreement?
        var allowsCredit: Bool?
        var hasFiveDayRefund: Bool?
        var guideUrl: String?
        var at: Instant?
        var validityMonths: Int64?
        var connection: CatalogWire.Connection?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: productId = try reader.string(1...64, Self.productIdPattern)
            case 1: version = try reader.int64(1...1000000000)
            case 2: name = try reader.string(0...60)
            case 3: summary = try reader.string(0...500)
            case 4: type = try CatalogWire.ProductType(from: &reader)
            case 5: categoryId = try reader.string(0...20)
            case 6: vendorId = try reader.string(1...64, Self.productIdPattern)
            case 7: vendorName = try reader.string(0...100)
            case 8: choices = try reader.array(1...50) { (reader) throws(JSONError) in try CatalogWire.Choice(from: &reader) }
            case 9: deliverySteps = try reader.array(0...30) { (reader) throws(JSONError) in try CatalogWire.DeliveryStep(from: &reader) }
            case 10: agreement = try CatalogWire.Agreement(from: &reader)
            case 11: allowsCredit = try reader.bool()
            case 12: hasFiveDayRefund = try reader.bool()
            case 13: guideUrl = try reader.string(0...500)
            case 14: at = try Instant(from: &reader)
            case 15: validityMonths = try reader.int64(1...120)
            case 16: connection = try CatalogWire.Connection(from: &reader)
            default: try reader.skip()
            }
        }
        guard let productId else { throw reader.missing("productId", in: cursor) }
        guard let version else { throw reader.missing("version", in: cursor) }
        guard let name else { throw reader.missing("name", in: cursor) }
        guard let summary else { throw reader.missing("summary", in: cursor) }
        guard let type else { throw reader.missing("type", in: cursor) }
        guard let categoryId else { throw reader.missing("categoryId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let vendorName else { throw reader.missing("vendorName", in: cursor) }
        guard let choices else { throw reader.missing("choices", in: cursor) }
        guard let deliverySteps else { throw reader.missing("deliverySteps", in: cursor) }
        guard let agreement else { throw reader.missing("agreement", in: cursor) }
        guard let allowsCredit else { throw reader.missing("allowsCredit", in: cursor) }
        guard let hasFiveDayRefund else { throw reader.missing("hasFiveDayRefund", in: cursor) }
        guard let guideUrl else { throw reader.missing("guideUrl", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.productId = productId
        self.version = version
        self.name = name
        self.summary = summary
        self.type = type
        self.categoryId = categoryId
        self.vendorId = vendorId
        self.vendorName = vendorName
        self.choices = choices
        self.deliverySteps = deliverySteps
        self.agreement = agreement
        self.allowsCredit = allowsCredit
        self.hasFiveDayRefund = hasFiveDayRefund
        self.guideUrl = guideUrl
        self.at = at
        self.validityMonths = validityMonths
        self.connection = connection
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("productId")
        writer.string(productId)
        writer.name("version")
        writer.int64(version)
        writer.name("name")
        writer.string(name)
        writer.name("summary")
        writer.string(summary)
        writer.name("type")
        type.encode(into: &writer)
        writer.name("categoryId")
        writer.string(categoryId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("vendorName")
        writer.string(vendorName)
        writer.name("choices")
        writer.beginArray()
        for element in choices {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("deliverySteps")
        writer.beginArray()
        for element in deliverySteps {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("agreement")
        agreement.encode(into: &writer)
        writer.name("allowsCredit")
        writer.bool(allowsCredit)
        writer.name("hasFiveDayRefund")
        writer.bool(hasFiveDayRefund)
        writer.name("guideUrl")
        writer.string(guideUrl)
        writer.name("at")
        at.encode(into: &writer)
        if let validityMonths {
            writer.name("validityMonths")
            writer.int64(validityMonths)
        }
        if let connection {
            writer.name("connection")
            connection.encode(into: &writer)
        }
        writer.endObject()
    }
}
