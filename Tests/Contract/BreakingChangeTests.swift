import ContractGenerator
import JSON
import Testing

/// A change of the document: what to put at which pointer, nil to take it away.
struct Change: CustomTestStringConvertible, Sendable {
    let what: String
    let pointer: String
    let value: JSONValue?
    /// Part of the sentence that refuses it; empty when it is allowed.
    var refusal = ""
    var testDescription: String { what }

    static func inPayload(_ what: String, _ member: String, _ value: JSONValue?, _ refusal: String = "") -> Change {
        Change(
            what: what, pointer: ShopDocument.payloadPointer + "/properties/" + member, value: value, refusal: refusal)
    }

    static func inMessage(_ what: String, _ name: String, _ value: JSONValue?, _ refusal: String) -> Change {
        Change(what: what, pointer: ShopDocument.messagePointer + "/" + name, value: value, refusal: refusal)
    }
}

private let requiredNames: [JSONValue] = ["itemId", "price", "count", "state", "colour", "gift", "at", "lines"]

private let breaking: [Change] = [
    .inPayload("an optional member removed", "day", nil, "/day was removed or renamed"),
    .inPayload(
        "a member of a named type removed", "lines",
        ["type": "array", "minItems": 1, "maxItems": 9, "items": ["type": "string", "maxLength": 5]],
        "it was an object and is a string"),
    Change(
        what: "a member within a list removed", pointer: "/components/schemas/Line/properties/note", value: nil,
        refusal: "/lines/*/note was removed"),
    .inPayload(
        "a member retyped", "gift", ["type": "string", "maxLength": 5], "/gift: it was true or false and is a string"),
    .inPayload(
        "money become an integer", "price", ["type": "integer", "format": "int64", "minimum": 0, "maximum": 1000],
        "it was an amount of money and is an integer"),
    .inPayload(
        "an instant become a text", "at", ["type": "string", "maxLength": 30], "it was an instant and is a string"),
    .inPayload(
        "a date become an instant", "day", ["$ref": "../common.json#/schemas/Instant"],
        "it was a date and is an instant"),
    .inPayload(
        "a text become a choice", "buyer", ["type": "string", "enum": ["x"]],
        "it was a string and is one of a list of words"),
    .inPayload(
        "a list retyped", "labels/items", ["type": "boolean"], "/labels/*: it was a string and is true or false"),
    .inPayload(
        "a word added to a closed list", "size/enum", ["small", "large", "huge"], "huge was added to a closed list"),
    .inPayload("a word of a closed list removed", "size/enum", ["small"], "the word large was removed"),
    .inPayload("a list of words opened", "size/x-closed", nil, "was closed and is open"),
    .inPayload("a list of words closed", "state/x-closed", true, "was open and is closed"),
    .inPayload("a word removed", "state/enum", ["new"], "/state: the word used was removed"),
    Change(
        what: "a word of a named enum removed", pointer: "/components/schemas/Colour/enum", value: ["red"],
        refusal: "the word deep-blue was removed"),
    .inPayload("a shorter text", "itemId/maxLength", 19, "allowed 1 to 20 characters and allows 1 to 19"),
    .inPayload("a longer least text", "itemId/minLength", 2, "and allows 2 to 20"),
    .inPayload("another pattern", "itemId/pattern", "^J-$", "/itemId: the pattern changed"),
    .inPayload("a pattern where there was none", "buyer/pattern", "^J-$", "/buyer: the pattern changed"),
    .inPayload("a smaller maximum", "count/maximum", 98, "allowed 1 to 99 values"),
    .inPayload(
        "a greater minimum of money", "price/minimum", 1, "/price: it allowed 0 to 1000 values and allows 1 to 1000"),
    .inPayload("fewer elements", "lines/maxItems", 8, "allowed 1 to 9 elements"),
    Change(
        what: "an optional member become required", pointer: ShopDocument.payloadPointer + "/required",
        value: .array(requiredNames + ["day"]),
        refusal: "/day was optional and is required"),
    Change(
        what: "a required member become optional", pointer: ShopDocument.payloadPointer + "/required",
        value: .array(requiredNames.dropLast()),
        refusal: "/lines was required and is optional"),
    .inMessage("another ordering key", "x-ordering-key", "/state", "ordering key was /itemId and is /state"),
    .inMessage("another dedupe id", "x-dedupe-id", "/itemId", "dedupe id was ce_id"),
    .inMessage("another tombstone", "x-tombstone", "it is gone", "tombstone was never"),
    Change(
        what: "another topic", pointer: "/channels/events/address", value: "marketplace.shop.events.v2",
        refusal: "topic was marketplace.shop.events.v1"),
    Change(
        what: "more partitions", pointer: "/channels/events/bindings/kafka/partitions", value: 24,
        refusal: "24 partitions instead of 12"),
]

private let additive: [Change] = [
    .inPayload("a new optional member", "more", ["type": "string", "maxLength": 5]),
    .inPayload("a new word", "state/enum", ["new", "used", "broken"]),
    .inPayload("a longer text", "itemId/maxLength", 21),
    .inPayload("a pattern gone", "itemId/pattern", nil),
    .inPayload("a wider range", "count/maximum", 100),
    .inPayload("more elements", "lines/maxItems", 10),
    .inPayload("another description", "price/description", "Paid, all in all."),
    .inPayload("a member marked personal", "itemId/x-personal-data", true),
    Change(
        what: "another reader", pointer: ShopDocument.messagePointer + "/x-consumers", value: ["orders", "refunds"]),
    Change(
        what: "longer retention", pointer: "/channels/events/bindings/kafka/topicConfiguration/retention.ms", value: 6),
]

@Suite struct BreakingChangeTests {
    @Test("What would break a reader or a writer is refused, and says what and where", arguments: breaking)
    func refused(change: Change) throws {
        let present = try ShopDocument.contract(ShopDocument.document.with(change.pointer, change.value))
        let sentences = BreakingChanges.between(released: try ShopDocument.contract(), present: present)
        #expect(sentences.count == 1)
        #expect(sentences.first?.contains(change.refusal) == true, "\(sentences)")
    }

    @Test("What only adds or widens is allowed", arguments: additive)
    func allowed(change: Change) throws {
        let present = try ShopDocument.contract(ShopDocument.document.with(change.pointer, change.value))
        #expect(BreakingChanges.between(released: try ShopDocument.contract(), present: present) == [])
    }

    @Test("A new required member is refused")
    func newRequired() throws {
        let document = ShopDocument.document
            .with(ShopDocument.payloadPointer + "/properties/more", ["type": "string", "maxLength": 5])
            .with(ShopDocument.payloadPointer + "/required", .array(requiredNames + ["more"]))
        let sentences = BreakingChanges.between(
            released: try ShopDocument.contract(), present: try ShopDocument.contract(document))
        #expect(sentences == ["marketplace.shop.item-sold.v1/more is new and required; make it optional"])
    }

    @Test("Renaming a member is removing one")
    func renamed() throws {
        let document = ShopDocument.document
            .with(ShopDocument.payloadPointer + "/properties/day", nil)
            .with(ShopDocument.payloadPointer + "/properties/dayOfSale", ["$ref": "../common.json#/schemas/Date"])
        let sentences = BreakingChanges.between(
            released: try ShopDocument.contract(), present: try ShopDocument.contract(document))
        #expect(sentences == ["marketplace.shop.item-sold.v1/day was removed or renamed"])
    }

    @Test("A type may go only after it was released as deprecated")
    func removedType() throws {
        let empty = try ShopDocument.contract(
            ShopDocument.document.with("/components/messages", [:]).with("/channels/events/messages", [:]))
        #expect(BreakingChanges.between(released: try ShopDocument.contract(), present: empty).count == 1)
        let deprecated = try ShopDocument.contract(
            ShopDocument.document.with(ShopDocument.messagePointer + "/x-deprecated", true))
        #expect(BreakingChanges.between(released: deprecated, present: empty) == [])
    }

    @Test("A document that stands on its own says the same as one that refers to common.json")
    func bundle() throws {
        let bundled = try Bundle.bundle(ShopDocument.document, common: ShopDocument.common)
        #expect(!bundled.text.contains("common.json"))
        let alone = try ContractParser.parse(bundled, service: "shop", file: "Released/shop.json", common: [:])
        #expect(BreakingChanges.between(released: alone, present: try ShopDocument.contract()) == [])
        #expect(BreakingChanges.between(released: try ShopDocument.contract(), present: alone) == [])
        #expect(bundled.at(ShopDocument.payloadPointer + "/properties/price/description") == "Paid.")
    }
}
