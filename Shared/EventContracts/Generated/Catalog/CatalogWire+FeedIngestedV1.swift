// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    /// Totals of a run of a partner's feed; the listings have changed.
    ///
    /// `marketplace.catalog.feed-ingested.v1`
    package struct FeedIngestedV1: WireMessage {
        package var partner: Partner
        package var runId: String
        package var kind: Kind
        /// By the partner's clock.
        package var generatedAt: Instant
        package var lines: Int64
        package var added: Int64
        package var changed: Int64
        package var removed: Int64
        package var broken: Int64
        /// The first of the broken lines.
        package var brokenLines: [BrokenLine]
        package var at: Instant

        package init(
            partner: Partner,
            runId: String,
            kind: Kind,
            generatedAt: Instant,
            lines: Int64,
            added: Int64,
            changed: Int64,
            removed: Int64,
            broken: Int64,
            brokenLines: [BrokenLine],
            at: Instant,
        ) {
            self.partner = partner
            self.runId = runId
            self.kind = kind
            self.generatedAt = generatedAt
            self.lines = lines
            self.added = added
            self.changed = changed
            self.removed = removed
            self.broken = broken
            self.brokenLines = brokenLines
            self.at = at
        }

        package enum Kind: WireEnum {
            case full
            case incremental
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.full, .incremental]

            package init(word: String) {
                switch word {
                case "full": self = .full
                case "incremental": self = .incremental
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .full: "full"
                case .incremental: "incremental"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension CatalogWire.FeedIngestedV1 {
    package static let contract = MessageContract(
        type: "marketplace.catalog.feed-ingested.v1",
        topic: Topics.catalogEvents,
        owner: "catalog",
        orderingKey: "/partner",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { partner.word }
}

extension CatalogWire.FeedIngestedV1 {
    private static let memberNames: JSONMemberNames = ["partner", "runId", "kind", "generatedAt", "lines", "added", "changed", "removed", "broken", "brokenLines", "at"]
    private static let runIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var partner: CatalogWire.Partner?
        var runId: String?
        var kind: Kind?
        var generatedAt: Instant?
        var lines: Int64?
        var added: Int64?
        var changed: Int64?
        var removed: Int64?
        var broken: Int64?
        var brokenLines: [CatalogWire.BrokenLine]?
        var at: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: partner = try CatalogWire.Partner(from: &reader)
            case 1: runId = try reader.string(1...64, Self.runIdPattern)
            case 2: kind = try Kind(from: &reader)
            case 3: generatedAt = try Instant(from: &reader)
            case 4: lines = try reader.int64(0...1000000000)
            case 5: added = try reader.int64(0...1000000000)
            case 6: changed = try reader.int64(0...1000000000)
            case 7: removed = try reader.int64(0...1000000000)
            case 8: broken = try reader.int64(0...1000000000)
            case 9: brokenLines = try reader.array(0...100) { (reader) throws(JSONError) in try CatalogWire.BrokenLine(from: &reader) }
            case 10: at = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let partner else { throw reader.missing("partner", in: cursor) }
        guard let runId else { throw reader.missing("runId", in: cursor) }
        guard let kind else { throw reader.missing("kind", in: cursor) }
        guard let generatedAt else { throw reader.missing("generatedAt", in: cursor) }
        guard let lines else { throw reader.missing("lines", in: cursor) }
        guard let added else { throw reader.missing("added", in: cursor) }
        guard let changed else { throw reader.missing("changed", in: cursor) }
        guard let removed else { throw reader.missing("removed", in: cursor) }
        guard let broken else { throw reader.missing("broken", in: cursor) }
        guard let brokenLines else { throw reader.missing("brokenLines", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.partner = partner
        self.runId = runId
        self.kind = kind
        self.generatedAt = generatedAt
        self.lines = lines
        self.added = added
        self.changed = changed
        self.removed = removed
        self.broken = broken
        self.brokenLines = brokenLines
        self.at = at
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("partner")
        partner.encode(into: &writer)
        writer.name("runId")
        writer.string(runId)
        writer.name("kind")
        kind.encode(into: &writer)
        writer.name("generatedAt")
        generatedAt.encode(into: &writer)
        writer.name("lines")
        writer.int64(lines)
        writer.name("added")
        writer.int64(added)
        writer.name("changed")
        writer.int64(changed)
        writer.name("removed")
        writer.int64(removed)
        writer.name("broken")
        writer.int64(broken)
        writer.name("brokenLines")
        writer.beginArray()
        for element in brokenLines {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("at")
        at.encode(into: &writer)
        writer.endObject()
    }
}
