import ContractGenerator
import JSON
import Testing

private let refused: [Change] = [
    Change(what: "another AsyncAPI", pointer: "/asyncapi", value: "2.6.0", refusal: "expected 3.1.0"),
    Change(what: "no owner", pointer: "/x-owner", value: nil, refusal: "this member is required"),
    Change(
        what: "a topic of another service", pointer: "/channels/events/address", value: "marketplace.orders.events.v1",
        refusal: "expected marketplace.shop.events.v1"),
    Change(
        what: "a topic without version", pointer: "/channels/events/address", value: "marketplace.shop.events",
        refusal: "expected marketplace.shop.events.v1"),
    Change(
        what: "a topic without partitions", pointer: "/channels/events/bindings/kafka/partitions", value: nil,
        refusal: "required"),
    Change(
        what: "a message without channel", pointer: "/channels/events/messages", value: [:],
        refusal: "no channel lists this message"),
    Change(
        what: "a message on two channels", pointer: "/channels/commands/messages",
        value: ["ItemSoldV1": ["$ref": "#/components/messages/ItemSoldV1"]], refusal: "on one channel only"),
    .inMessage("a type of another service", "name", "marketplace.orders.item-sold.v1", "expected marketplace.shop"),
    .inMessage("a type without version", "name", "marketplace.shop.item-sold", "expected marketplace.shop"),
    .inMessage("a type in camel case", "name", "marketplace.shop.itemSold.v1", "expected marketplace.shop"),
    .inMessage("a key that is not the type's", "name", "marketplace.shop.item-sold.v2", "is ItemSoldV2"),
    .inMessage("no envelope", "traits", [], "the first trait"),
    .inMessage("no summary", "summary", nil, "required"),
    .inMessage("no word of what it leads to", "x-leads-to", nil, "required"),
    .inMessage("no example", "examples", [], "at least one example"),
    .inMessage("an unknown replay policy", "x-replay-policy", "sometimes", "expected replay, replay-guarded or never"),
    .inMessage("an ordering key that leads nowhere", "x-ordering-key", "/nothing", "must lead to a required string"),
    .inMessage("an optional ordering key", "x-ordering-key", "/buyer", "must lead to a required string"),
    .inMessage("an ordering key that is no string", "x-ordering-key", "/count", "must lead to a required string"),
    .inMessage("a dedupe id that leads nowhere", "x-dedupe-id", "/nothing", "must lead to a required string"),
    .inMessage("a payload named otherwise", "payload", ["$ref": "#/components/schemas/Line"], "named like its message"),
    .inPayload("no type", "buyer", [:], "a schema needs a type"),
    .inPayload("a floating-point number", "buyer", ["type": "number"], "no floating point"),
    .inPayload("an integer without format", "count/format", nil, "needs \"format\": \"int64\""),
    .inPayload("an unknown keyword", "buyer/maxlength", 5, "the keyword maxlength is not part"),
    .inPayload("a keyword of another type", "buyer/minimum", 5, "the keyword minimum is not part"),
    .inPayload(
        "an inline object", "buyer", ["type": "object", "properties": ["x": ["type": "boolean"]]],
        "a name under components/schemas"),
    .inPayload(
        "a list of inline enums", "lines/items", ["type": "string", "enum": ["a"]], "a name under components/schemas"),
    .inPayload("an object without members", "buyer", ["type": "object"], "an object needs properties"),
    .inPayload(
        "a map", "buyer", ["type": "object", "additionalProperties": ["type": "string"]],
        "the keyword additionalProperties is not part"),
    .inPayload("a text of any length", "buyer/maxLength", nil, "needs maxLength"),
    .inPayload("an integer without maximum", "count/maximum", nil, "needs minimum and maximum"),
    .inPayload("an integer without minimum", "count/minimum", nil, "needs minimum and maximum"),
    .inPayload("a list of any length", "lines/maxItems", nil, "needs maxItems"),
    .inPayload("a list of texts of any length", "labels/items", ["type": "string"], "needs maxLength"),
    .inPayload("a maximum below the minimum", "count/maximum", 0, "are in order and within 53 bits"),
    .inPayload("a maximum beyond 53 bits", "count/maximum", 9_007_199_254_740_992, "within 53 bits"),
    .inPayload("a negative length", "buyer/minLength", -1, "are in order"),
    .inPayload("a pattern that no reader compiles", "itemId/pattern", "^(a|b)$", "( is not part of our patterns"),
    .inPayload(
        "a reference that leads nowhere", "colour", ["$ref": "#/components/schemas/Color"], "to something that exists"),
    .inPayload("a reference elsewhere", "colour", ["$ref": "https://example.com/x"], "refer to"),
    .inPayload("the word unknown", "state/enum", ["unknown"], "has no Swift name"),
    .inPayload("a word without Swift name", "state/enum", ["全部"], "has no Swift name"),
    .inPayload("two words of one Swift name", "state/enum", ["a-b", "a_b"], "the same Swift name"),
    .inPayload("a repeated word", "state/enum", ["a", "a"], "different strings"),
    .inPayload("a member in snake case", "item_id", ["type": "string", "maxLength": 1], "camelCase"),
    .inPayload("a member generated code needs", "reader", ["type": "string", "maxLength": 1], "generated code needs"),
    .inPayload(
        "an enum member whose type means something else", "type", ["type": "string", "enum": ["a"]],
        "means something else in Swift"),
    Change(
        what: "a required member that is none", pointer: ShopDocument.payloadPointer + "/required",
        value: ["itemId", "x"], refusal: "which is no property"),
    Change(
        what: "a type that contains itself", pointer: "/components/schemas/Line/properties/inner",
        value: ["$ref": "#/components/schemas/Line"],
        refusal: "refers to itself"),
]

@Suite struct DocumentTests {
    @Test("A document that says what contracts do not allow is refused with a sentence", arguments: refused)
    func refusals(change: Change) throws {
        let problem = #expect(throws: ContractProblem.self) {
            try ShopDocument.contract(ShopDocument.document.with(change.pointer, change.value))
        }
        #expect(problem?.description.contains(change.refusal) == true, "\(problem?.description ?? "")")
    }

    @Test("The topic of a service whose channel has its own name goes without the channel's")
    func topicNames() {
        #expect(Naming.topic(service: "accounts", channel: "accounts") == "accounts")
        #expect(
            Naming.topic(service: "partner-domain-fulfilment", channel: "events") == "partnerDomainFulfilmentEvents")
    }

    @Test(
        "Words become Swift's names",
        arguments: [
            ("in-review", "inReview"), ("CNY", "cny"), ("AliyunBSSFullAccess", "aliyunBSSFullAccess"), ("3d", "_3d"),
            ("api", "api"), ("not_yet", "notYet"),
        ])
    func words(word: String, name: String) { #expect(Naming.enumCase(word) == name) }

    @Test("Personal data are listed by pointer, within lists too")
    func personalData() throws {
        let contract = try ShopDocument.contract()
        #expect(contract.personalData(of: contract.messages[0]) == ["/lines/*/note", "/buyer"])
    }

    @Test(
        "Samples are checked against every limit",
        arguments: [
            ("/itemId", "J-1", "expected a match of ^I-"), ("/itemId", "", "1 to 20 characters"),
            ("/price", -1, "0 to 1000"), ("/count", 100, "1 to 99"), ("/size", "huge", "one of small, large"),
            ("/state", "odd", "one of new, used"), ("/gift", "yes", "true or false"),
            ("/at", "2026-11-21T08:00:00Z", "an instant"),
            ("/day", "21.11.", "a day"), ("/lines", [], "1 to 9 elements"), ("/lines/0/amount", nil, "required"),
            ("/labels/0", 1, "a string"), ("/labels/0", "🏳️‍🌈!!", "0 to 5 characters"),
            ("/extra", 1, "no such member"), ("/lines/0/extra", 1, "no such member"), ("/lines", 1, "an array"),
        ] as [(String, JSONValue?, String)])
    func samples(pointer: String, value: JSONValue?, complaint: String) throws {
        let contract = try ShopDocument.contract()
        let message = contract.messages[0]
        #expect(SampleValidator(contract).problems(message.examples[0], message.payload) == [])
        let problems = SampleValidator(contract).problems(message.examples[0].with(pointer, value), message.payload)
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasPrefix(pointer) == true && problems.first?.contains(complaint) == true, "\(problems)")
    }
}
