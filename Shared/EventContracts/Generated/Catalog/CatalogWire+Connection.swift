// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON

extension CatalogWire {
    package struct Connection: WireValue {
        package var mode: Mode
        /// Of the production endpoint, or of the page where codes are redeemed.
        package var url: String

        package init(
            mode: Mode,
            url: String,
        ) {
            self.mode = mode
            self.url = url
        }

        package enum Mode: WireEnum {
            case productionEndpoint
            case activationCode
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.productionEndpoint, .activationCode]

            package init(word: String) {
                switch word {
                case "production-endpoint": self = .productionEndpoint
                case "activation-code": self = .activationCode
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .productionEndpoint: "production-endpoint"
                case .activationCode: "activation-code"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension CatalogWire.Connection {
    private static let memberNames: JSONMemberNames = ["mode", "url"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var mode: Mode?
        var url: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: mode = try Mode(from: &reader)
            case 1: url = try reader.string(0...500)
            default: try reader.skip()
            }
        }
        guard let mode else { throw reader.missing("mode", in: cursor) }
        guard let url else { throw reader.missing("url", in: cursor) }
        self.mode = mode
        self.url = url
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("mode")
        mode.encode(into: &writer)
        writer.name("url")
        writer.string(url)
        writer.endObject()
    }
}
