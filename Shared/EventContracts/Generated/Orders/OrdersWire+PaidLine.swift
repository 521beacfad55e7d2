// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    package struct PaidLine: WireValue {
        /// The order's id and a number: O-2611210123456789-1.
        package var lineId: String
        /// A partner-domain order has two lines, domain and first-year renewal; all others are product.
        package var role: Role
        package var productId: String
        /// Counts the product's publications; 0 for a domain.
        package var productVersion: Int64
        package var productName: String
        package var productType: ProductType
        /// The specification chosen, by the catalog's id.
        package var choiceId: String
        package var specification: String
        package var billing: Billing
        /// Pieces; the price is for all of them.
        package var quantity: Int64
        /// What the line costs, vouchers included.
        package var priceFen: Money
        /// Whether the product bore the badge when it was bought.
        package var hasFiveDayRefund: Bool
        /// How long the service is provided; absent without limit.
        package var validityMonths: Int64?
        package var agreementVersion: String
        /// SHA-256 of the text accepted, lower-case hexadecimal.
        package var agreementDigest: String
        package var agreementAcceptedAt: Instant
        /// The signed offer, or the proposal, the price comes from.
        package var offerId: String
        /// What was paid for the line in cash.
        package var cashFen: Money
        /// What was paid for the line by vouchers.
        package var voucherFen: Money

        package init(
            lineId: String,
            role: Role,
            productId: String,
            productVersion: Int64,
            productName: String,
            productType: ProductType,
            choiceId: String,
            specification: String,
            billing: Billing,
            quantity: Int64,
            priceFen: Money,
            hasFiveDayRefund: Bool,
            validityMonths: Int64? = nil,
            agreementVersion: String,
            agreementDigest: String,
            agreementAcceptedAt: Instant,
            offerId: String,
            cashFen: Money,
            voucherFen: Money,
        ) {
            self.lineId = lineId
            self.role = role
            self.productId = productId
            self.productVersion = productVersion
            self.productName = productName
            self.productType = productType
            self.choiceId = choiceId
            self.specification = specification
            self.billing = billing
            self.quantity = quantity
            self.priceFen = priceFen
            self.hasFiveDayRefund = hasFiveDayRefund
            self.validityMonths = validityMonths
            self.agreementVersion = agreementVersion
            self.agreementDigest = agreementDigest
            self.agreementAcceptedAt = agreementAcceptedAt
            self.offerId = offerId
            self.cashFen = cashFen
            self.voucherFen = voucherFen
        }

        package enum Role: WireEnum {
            case product
            case domain
            case renewal
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.product, .domain, .renewal]

            package init(word: String) {
                switch word {
                case "product": self = .product
                case "domain": self = .domain
                case "renewal": self = .renewal
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .product: "product"
                case .domain: "domain"
                case .renewal: "renewal"
                case .unknown(let word): word
                }
            }
        }

        package enum ProductType: WireEnum {
            case image
            case download
            case licence
            case saas
            case api
            case humanService
            case resourceOrchestration
            case containerImage
            case partnerDomain
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.image, .download, .licence, .saas, .api, .humanService, .resourceOrchestration, .containerImage, .partnerDomain]

            package init(word: String) {
                switch word {
                case "image": self = .image
                case "download": self = .download
                case "licence": self = .licence
                case "saas": self = .saas
                case "api": self = .api
                case "human-service": self = .humanService
                case "resource-orchestration": self = .resourceOrchestration
                case "container-image": self = .containerImage
                case "partner-domain": self = .partnerDomain
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .image: "image"
                case .download: "download"
                case .licence: "licence"
                case .saas: "saas"
                case .api: "api"
                case .humanService: "human-service"
                case .resourceOrchestration: "resource-orchestration"
                case .containerImage: "container-image"
                case .partnerDomain: "partner-domain"
                case .unknown(let word): word
                }
            }
        }

        package enum Billing: WireEnum {
            case payAsYouGo
            case period
            case package
            case once
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.payAsYouGo, .period, .package, .once]

            package init(word: String) {
                switch word {
                case "pay-as-you-go": self = .payAsYouGo
                case "period": self = .period
                case "package": self = .package
                case "once": self = .once
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .payAsYouGo: "pay-as-you-go"
                case .period: "period"
                case .package: "package"
                case .once: "once"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension OrdersWire.PaidLine {
    private static let memberNames: JSONMemberNames = ["lineId", "role", "productId", "productVersion", "productName", "productType", "choiceId", "specification", "billing", "quantity", "priceFen", "hasFiveDayRefund", "validityMonths", "agreementVersion", "agreementDigest", "agreementAcceptedAt", "offerId", "cashFen", "voucherFen"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var lineId: String?
        var role: Role?
        var productId: String?
        var productVersion: Int64?
        var productName: String?
        var productType: ProductType?
        var choiceId: String?
        var specification: String?
        var billing: Billing?
        var quantity: Int64?
        var priceFen: Money?
        var hasFiveDayRefund: Bool?
        var validityMonths: Int64?
        var agreementVersion: String?
        var agreementDigest: String?
        var agreementAcceptedAt: Instant?
        var offerId: String?
        var cashFen: Money?
        var voucherFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: lineId = try reader.string()
            case 1: role = try Role(from: &reader)
            case 2: productId = try reader.string()
            case 3: productVersion = try reader.int64()
            case 4: productName = try reader.string()
            case 5: productType = try ProductType(from: &reader)
            case 6: choiceId = try reader.string()
            case 7: specification = try reader.string()
            case 8: billing = try Billing(from: &reader)
            case 9: quantity = try reader.int64()
            case 10: priceFen = try Money(from: &reader)
            case 11: hasFiveDayRefund = try reader.bool()
            case 12: validityMonths = try reader.int64()
            case 13: agreementVersion = try reader.string()
            case 14: agreementDigest = try reader.string()
            case 15: agreementAcceptedAt = try Instant(from: &reader)
            case 16: offerId = try reader.string()
            case 17: cashFen = try Money(from: &reader)
            case 18: voucherFen = try Money(from: &reader)
            default: try reader.skip()
            }
        }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let role else { throw reader.missing("role", in: cursor) }
        guard let productId else { throw reader.missing("productId", in: cursor) }
        guard let productVersion else { throw reader.missing("productVersion", in: cursor) }
        guard let productName else { throw reader.missing("productName", in: cursor) }
        guard let productType else { throw reader.missing("productType", in: cursor) }
        guard let choiceId else { throw reader.missing("choiceId", in: cursor) }
        guard let specification else { throw reader.missing("specification", in: cursor) }
        guard let billing else { throw reader.missing("billing", in: cursor) }
        guard let quantity else { throw reader.missing("quantity", in: cursor) }
        guard let priceFen else { throw reader.missing("priceFen", in: cursor) }
        guard let hasFiveDayRefund else { throw reader.missing("hasFiveDayRefund", in: cursor) }
        guard let agreementVersion else { throw reader.missing("agreementVersion", in: cursor) }
        guard let agreementDigest else { throw reader.missing("agreementDigest", in: cursor) }
        guard let agreementAcceptedAt else { throw reader.missing("agreementAcceptedAt", in: cursor) }
        guard let offerId else { throw reader.missing("offerId", in: cursor) }
        guard let cashFen else { throw reader.missing("cashFen", in: cursor) }
        guard let voucherFen else { throw reader.missing("voucherFen", in: cursor) }
        self.lineId = lineId
        self.role = role
        self.productId = productId
        self.productVersion = productVersion
        self.productName = productName
        self.productType = productType
        self.choiceId = choiceId
        self.specification = specification
        self.billing = billing
        self.quantity = quantity
        self.priceFen = priceFen
        self.hasFiveDayRefund = hasFiveDayRefund
        self.validityMonths = validityMonths
        self.agreementVersion = agreementVersion
        self.agreementDigest = agreementDigest
        self.agreementAcceptedAt = agreementAcceptedAt
        self.offerId = offerId
        self.cashFen = cashFen
        self.voucherFen = voucherFen
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("lineId")
        writer.string(lineId)
        writer.name("role")
        role.encode(into: &writer)
        writer.name("productId")
        writer.string(productId)
        writer.name("productVersion")
        writer.int64(productVersion)
        writer.name("productName")
        writer.string(productName)
        writer.name("productType")
        productType.encode(into: &writer)
        writer.name("choiceId")
        writer.string(choiceId)
        writer.name("specification")
        writer.string(specification)
        writer.name("billing")
        billing.encode(into: &writer)
        writer.name("quantity")
        writer.int64(quantity)
        writer.name("priceFen")
        priceFen.encode(into: &writer)
        writer.name("hasFiveDayRefund")
        writer.bool(hasFiveDayRefund)
        if let validityMonths {
            writer.name("validityMonths")
            writer.int64(validityMonths)
        }
        writer.name("agreementVersion")
        writer.string(agreementVersion)
        writer.name("agreementDigest")
        writer.string(agreementDigest)
        writer.name("agreementAcceptedAt")
        agreementAcceptedAt.encode(into: &writer)
        writer.name("offerId")
        writer.string(offerId)
        writer.name("cashFen")
        cashFen.encode(into: &writer)
        writer.name("voucherFen")
        voucherFen.encode(into: &writer)
        writer.endObject()
    }
}
