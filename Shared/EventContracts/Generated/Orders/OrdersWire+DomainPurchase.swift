// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON

extension OrdersWire {
    package struct DomainPurchase: WireValue {
        package var name: String
        package var source: Source
        /// The partner's own name for the listing.
        package var listingId: String?
        package var ownerKind: OwnerKind
        /// The verified template whose data become the registration data; the data stay with the identity system.
        package var registrantTemplateId: String
        /// Whether the identity papers some registries want are on the template.
        package var papersOnTemplate: Bool

        package init(
            name: String,
            source: Source,
            listingId: String? = nil,
            ownerKind: OwnerKind,
            registrantTemplateId: String,
            papersOnTemplate: Bool,
        ) {
            self.name = name
            self.source = source
            self.listingId = listingId
            self.ownerKind = ownerKind
            self.registrantTemplateId = registrantTemplateId
            self.papersOnTemplate = papersOnTemplate
        }

        package enum Source: WireEnum {
            case sedo
            case afternic
            case yumi
            case other
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.sedo, .afternic, .yumi, .other]

            package init(word: String) {
                switch word {
                case "sedo": self = .sedo
                case "afternic": self = .afternic
                case "yumi": self = .yumi
                case "other": self = .other
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .sedo: "sedo"
                case .afternic: "afternic"
                case .yumi: "yumi"
                case .other: "other"
                case .unknown(let word): word
                }
            }
        }

        package enum OwnerKind: ClosedWireEnum {
            case individual
            case enterprise

            package init?(word: String) {
                switch word {
                case "individual": self = .individual
                case "enterprise": self = .enterprise
                default: return nil
                }
            }

            package var word: String {
                switch self {
                case .individual: "individual"
                case .enterprise: "enterprise"
                }
            }
        }
    }
}

extension OrdersWire.DomainPurchase {
    private static let memberNames: JSONMemberNames = ["name", "source", "listingId", "ownerKind", "registrantTemplateId", "papersOnTemplate"]
    private static let namePattern = TextPattern("^[a-z0-9.-]+$", [
        .init(low: 0x3ff600000000000, high: 0x7fffffe00000000, count: 1...Int.max),
    ])
    private static let registrantTemplateIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var name: String?
        var source: Source?
        var listingId: String?
        var ownerKind: OwnerKind?
        var registrantTemplateId: String?
        var papersOnTemplate: Bool?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: name = try reader.string(3...253, Self.namePattern)
            case 1: source = try Source(from: &reader)
            case 2: listingId = try reader.string(0...200)
            case 3: ownerKind = try OwnerKind(from: &reader)
            case 4: registrantTemplateId = try reader.string(1...64, Self.registrantTemplateIdPattern)
            case 5: papersOnTemplate = try reader.bool()
            default: try reader.skip()
            }
        }
        guard let name else { throw reader.missing("name", in: cursor) }
        guard let source else { throw reader.missing("source", in: cursor) }
        guard let ownerKind else { throw reader.missing("ownerKind", in: cursor) }
        guard let registrantTemplateId else { throw reader.missing("registrantTemplateId", in: cursor) }
        guard let papersOnTemplate else { throw reader.missing("papersOnTemplate", in: cursor) }
        self.name = name
        self.source = source
        self.listingId = listingId
        self.ownerKind = ownerKind
        self.registrantTemplateId = registrantTemplateId
        self.papersOnTemplate = papersOnTemplate
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(name)
        writer.name("source")
        source.encode(into: &writer)
        if let listingId {
            writer.name("listingId")
            writer.string(listingId)
        }
        writer.name("ownerKind")
        ownerKind.encode(into: &writer)
        writer.name("registrantTemplateId")
        writer.string(registrantTemplateId)
        writer.name("papersOnTemplate")
        writer.bool(papersOnTemplate)
        writer.endObject()
    }
}
