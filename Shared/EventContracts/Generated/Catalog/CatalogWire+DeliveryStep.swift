// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON

extension CatalogWire {
    package struct DeliveryStep: WireValue {
        package var name: String
        package var actor: Actor
        /// Work goes on only after the buyer has confirmed this step.
        package var needsBuyerConfirmation: Bool

        package init(
            name: String,
            actor: Actor,
            needsBuyerConfirmation: Bool,
        ) {
            self.name = name
            self.actor = actor
            self.needsBuyerConfirmation = needsBuyerConfirmation
        }

        package enum Actor: WireEnum {
            case vendor
            case buyer
            case system
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.vendor, .buyer, .system]

            package init(word: String) {
                switch word {
                case "vendor": self = .vendor
                case "buyer": self = .buyer
                case "system": self = .system
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .vendor: "vendor"
                case .buyer: "buyer"
                case .system: "system"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension CatalogWire.DeliveryStep {
    private static let memberNames: JSONMemberNames = ["name", "actor", "needsBuyerConfirmation"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var name: String?
        var actor: Actor?
        var needsBuyerConfirmation: Bool?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: name = try reader.string(1...40)
            case 1: actor = try Actor(from: &reader)
            case 2: needsBuyerConfirmation = try reader.bool()
            default: try reader.skip()
            }
        }
        guard let name else { throw reader.missing("name", in: cursor) }
        guard let actor else { throw reader.missing("actor", in: cursor) }
        guard let needsBuyerConfirmation else { throw reader.missing("needsBuyerConfirmation", in: cursor) }
        self.name = name
        self.actor = actor
        self.needsBuyerConfirmation = needsBuyerConfirmation
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("name")
        writer.string(name)
        writer.name("actor")
        actor.encode(into: &writer)
        writer.name("needsBuyerConfirmation")
        writer.bool(needsBuyerConfirmation)
        writer.endObject()
    }
}
