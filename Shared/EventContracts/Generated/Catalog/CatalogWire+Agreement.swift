// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON

extension CatalogWire {
    package struct Agreement: WireValue {
        package var version: String
        /// SHA-256 of the text, lower-case hexadecimal.
        package var digest: String
        package var source: Source

        package init(
            version: String,
            digest: String,
            source: Source,
        ) {
            self.version = version
            self.digest = digest
            self.source = source
        }

        package enum Source: WireEnum {
            case platformTemplate
            case vendorText
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.platformTemplate, .vendorText]

            package init(word: String) {
                switch word {
                case "platform-template": self = .platformTemplate
                case "vendor-text": self = .vendorText
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .platformTemplate: "platform-template"
                case .vendorText: "vendor-text"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension CatalogWire.Agreement {
    private static let memberNames: JSONMemberNames = ["version", "digest", "source"]
    private static let digestPattern = TextPattern("^[0-9a-f]{64}$", [
        .init(low: 0x3ff000000000000, high: 0x7e00000000, count: 64...64),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var version: String?
        var digest: String?
        var source: Source?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: version = try reader.string(0...20)
            case 1: digest = try reader.string(64...64, Self.digestPattern)
            case 2: source = try Source(from: &reader)
            default: try reader.skip()
            }
        }
        guard let version else { throw reader.missing("version", in: cursor) }
        guard let digest else { throw reader.missing("digest", in: cursor) }
        guard let source else { throw reader.missing("source", in: cursor) }
        self.version = version
        self.digest = digest
        self.source = source
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("version")
        writer.string(version)
        writer.name("digest")
        writer.string(digest)
        writer.name("source")
        source.encode(into: &writer)
        writer.endObject()
    }
}
