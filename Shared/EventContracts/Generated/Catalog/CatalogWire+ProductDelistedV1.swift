// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    /// The product is no longer for sale; what was bought goes on.
    ///
    /// `marketplace.catalog.product-delisted.v1`
    package struct ProductDelistedV1: WireMessage {
        package var productId: String
        /// The version that was for sale last.
        package var version: Int64
        package var vendorId: String
        package var by: By
        /// What the vendor or the operator says.
        package var reason: String
        package var at: Instant

        package init(
            productId: String,
            version: Int64,
            vendorId: String,
            by: By,
            reason: String,
            at: Instant,
        ) {
            self.productId = productId
            self.version = version
            self.vendorId = vendorId
            self.by = by
            self.reason = reason
            self.at = at
        }

        package enum By: WireEnum {
            case vendor
            case `operator`
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.vendor, .`operator`]

            package init(word: String) {
                switch word {
                case "vendor": self = .vendor
                case "operator": self = .`operator`
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .vendor: "vendor"
                case .`operator`: "operator"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension CatalogWire.ProductDelistedV1 {
    package static let contract = MessageContract(
        type: "marketplace.catalog.product-delisted.v1",
        topic: Topics.catalogEvents,
        owner: "catalog",
        orderingKey: "/productId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["crowdsourcing"],
        personalData: ["/reason"],
        person: "/vendorId",
        isDeprecated: false,
    )

    package var orderingKey: String { productId }
}

extension CatalogWire.ProductDelistedV1 {
    private static let memberNames: JSONMemberNames = ["productId", "version", "vendorId", "by", "reason", "at"]
    private static let productIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var productId: String?
        var version: Int64?
        var vendorId: String?
        var by: By?
        var reason: String?
        var at: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: productId = try reader.string(1...64, Self.productIdPattern)
            case 1: version = try reader.int64(1...1000000000)
            case 2: vendorId = try reader.string(1...64, Self.productIdPattern)
            case 3: by = try By(from: &reader)
            case 4: reason = try reader.string(0...500)
            case 5: at = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let productId else { throw reader.missing("productId", in: cursor) }
        guard let version else { throw reader.missing("version", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let by else { throw reader.missing("by", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.productId = productId
        self.version = version
        self.vendorId = vendorId
        self.by = by
        self.reason = reason
        self.at = at
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("productId")
        writer.string(productId)
        writer.name("version")
        writer.int64(version)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("by")
        by.encode(into: &writer)
        writer.name("reason")
        writer.string(reason)
        writer.name("at")
        at.encode(into: &writer)
        writer.endObject()
    }
}
