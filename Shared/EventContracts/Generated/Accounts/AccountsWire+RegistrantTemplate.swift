// Written by scripts/contracts from accounts/asyncapi.json: change that, not this.
package import JSON

extension AccountsWire {
    package struct RegistrantTemplate: WireValue {
        package var templateId: String
        package var kind: Kind
        /// Real-name verified.
        package var isVerified: Bool
        /// Holds all that a registration needs.
        package var isComplete: Bool
        /// Holds the identity papers that some registries want for a change of holder.
        package var hasPapers: Bool

        package init(
            templateId: String,
            kind: Kind,
            isVerified: Bool,
            isComplete: Bool,
            hasPapers: Bool,
        ) {
            self.templateId = templateId
            self.kind = kind
            self.isVerified = isVerified
            self.isComplete = isComplete
            self.hasPapers = hasPapers
        }

        package enum Kind: ClosedWireEnum {
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

extension AccountsWire.RegistrantTemplate {
    private static let memberNames: JSONMemberNames = ["templateId", "kind", "isVerified", "isComplete", "hasPapers"]
    private static let templateIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var templateId: String?
        var kind: Kind?
        var isVerified: Bool?
        var isComplete: Bool?
        var hasPapers: Bool?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: templateId = try reader.string(1...64, Self.templateIdPattern)
            case 1: kind = try Kind(from: &reader)
            case 2: isVerified = try reader.bool()
            case 3: isComplete = try reader.bool()
            case 4: hasPapers = try reader.bool()
            default: try reader.skip()
            }
        }
        guard let templateId else { throw reader.missing("templateId", in: cursor) }
        guard let kind else { throw reader.missing("kind", in: cursor) }
        guard let isVerified else { throw reader.missing("isVerified", in: cursor) }
        guard let isComplete else { throw reader.missing("isComplete", in: cursor) }
        guard let hasPapers else { throw reader.missing("hasPapers", in: cursor) }
        self.templateId = templateId
        self.kind = kind
        self.isVerified = isVerified
        self.isComplete = isComplete
        self.hasPapers = hasPapers
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("templateId")
        writer.string(templateId)
        writer.name("kind")
        kind.encode(into: &writer)
        writer.name("isVerified")
        writer.bool(isVerified)
        writer.name("isComplete")
        writer.bool(isComplete)
        writer.name("hasPapers")
        writer.bool(hasPapers)
        writer.endObject()
    }
}
