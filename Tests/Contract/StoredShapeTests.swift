import JSON
import Kernel
import StoredFormats
import Testing

/// A change of a stored type, and how it is told.
struct PlantedChange: CustomTestStringConvertible, Sendable {
    let what: String
    let old: any (Codable & Sendable).Type
    let new: any (Codable & Sendable).Type
    let told: [String]

    var testDescription: String { what }

    static let all: [PlantedChange] = [
        PlantedChange(
            what: "a member was added", old: Planted.Basket.self, new: Planted.MemberAdded.self,
            told: ["ContractTests.Planted.MemberAdded has a new member, count"]),
        PlantedChange(
            what: "an optional member was added", old: Planted.Basket.self, new: Planted.OptionalAdded.self,
            told: ["ContractTests.Planted.OptionalAdded has a new optional member, count"]),
        PlantedChange(
            what: "a member was removed", old: Planted.Basket.self, new: Planted.MemberRemoved.self,
            told: ["ContractTests.Planted.MemberRemoved no longer has the member price"]),
        PlantedChange(
            what: "a member was renamed", old: Planted.Basket.self, new: Planted.MemberRenamed.self,
            told: [
                "ContractTests.Planted.MemberRenamed no longer has the member price",
                "ContractTests.Planted.MemberRenamed has a new member, amount",
            ]),
        PlantedChange(
            what: "a member has another type", old: Planted.Basket.self, new: Planted.TypeChanged.self,
            told: ["/price was money and is instant"]),
        PlantedChange(
            what: "a number became narrower", old: Planted.Basket.self, new: Planted.Narrowed.self,
            told: ["/price was money and is int32"]),
        PlantedChange(
            what: "a member became optional", old: Planted.Basket.self, new: Planted.MadeOptional.self,
            told: ["ContractTests.Planted.MadeOptional's member price was required and is optional"]),
        PlantedChange(
            what: "a member became required", old: Planted.MadeOptional.self, new: Planted.Basket.self,
            told: ["ContractTests.Planted.Basket's member price was optional and is required"]),
        PlantedChange(
            what: "a word was added", old: Planted.Status.self, new: Planted.WordAdded.self,
            told: ["ContractTests.Planted.WordAdded has a new word, closed"]),
        PlantedChange(
            what: "a word was removed", old: Planted.Status.self, new: Planted.WordRemoved.self,
            told: ["ContractTests.Planted.WordRemoved no longer has the word paid"]),
        PlantedChange(
            what: "a word was renamed", old: Planted.Status.self, new: Planted.WordRenamed.self,
            told: [
                "ContractTests.Planted.WordRenamed no longer has the word paid",
                "ContractTests.Planted.WordRenamed has a new word, settled",
            ]),
        PlantedChange(
            what: "a raw value was changed", old: Planted.Status.self, new: Planted.RawValueChanged.self,
            told: [
                "ContractTests.Planted.RawValueChanged no longer has the word paid",
                "ContractTests.Planted.RawValueChanged has a new word, paid-up",
            ]),
        PlantedChange(
            what: "a case was added", old: Planted.Input.self, new: Planted.CaseAdded.self,
            told: ["ContractTests.Planted.CaseAdded has a new case, close"]),
        PlantedChange(
            what: "a case was removed", old: Planted.Input.self, new: Planted.CaseRemoved.self,
            told: ["ContractTests.Planted.CaseRemoved no longer has the case cancel"]),
        PlantedChange(
            what: "a case was renamed", old: Planted.Input.self, new: Planted.CaseRenamed.self,
            told: [
                "ContractTests.Planted.CaseRenamed no longer has the case place",
                "ContractTests.Planted.CaseRenamed has a new case, order",
            ]),
        PlantedChange(
            what: "a case's value got a label", old: Planted.Input.self, new: Planted.LabelAdded.self,
            told: [
                "ContractTests.Planted.LabelAdded.place at /place no longer has the member _0",
                "ContractTests.Planted.LabelAdded.place at /place has a new member, basket",
            ]),
        PlantedChange(
            what: "something within a list", old: Planted.Shelf<Planted.Basket>.self,
            new: Planted.Shelf<Planted.TypeChanged>.self, told: ["/lines/*/price was money and is instant"]),
        PlantedChange(
            what: "something of another kind within a list", old: Planted.Shelf<Planted.Status>.self,
            new: Planted.Shelf<Planted.Input>.self, told: ["/lines/* was a word of a list and is one of several cases"]),
        PlantedChange(
            what: "everything", old: String.self, new: Planted.Basket.self,
            told: ["the whole was text and is an object"]),
    ]
}

/// A type that cannot be stored, and why.
struct PlantedRefusal: CustomTestStringConvertible, Sendable {
    let type: any (Decodable & Sendable).Type
    let reason: String

    var testDescription: String { "\(type)" }

    static let all = [
        PlantedRefusal(type: Planted.Nested.self, reason: "Nested holds itself"),
        PlantedRefusal(type: [String: Set<String>].self, reason: "Set<String> is written in another order"),
        PlantedRefusal(type: [Double].self, reason: "Double is not exact"),
        PlantedRefusal(type: [Int: String].self, reason: "is stored as a list in no certain order"),
        PlantedRefusal(type: [Int?].self, reason: "stands where there is no member that could be absent"),
        PlantedRefusal(type: Planted.Name.self, reason: "is RawRepresentable, but no enumeration of texts"),
        PlantedRefusal(type: ClosedRange<Int>.self, reason: "is read as a list by code of its own"),
    ]
}

@Suite struct StoredShapeTests {
    @Test("A shape tells all that is read: members, words, cases, lists, scalars, and what may be absent")
    func whole() throws {
        let expected: JSONValue = [
            "isNew": "boolean", "at": "instant", "on?": "date", "buyer": "personal",
            "status": ["word of": ["open", "paid"]],
            "input?": [
                "case of": [
                    "cancel": [:], "place": ["_0": ["id": "text", "price": "money"], "by": "text"],
                ]
            ],
            "baskets": ["list of": ["id": "text", "price": "money"]],
            "shares": ["map of": ["list of": "uint64"]],
            "nothing": [:],
        ]
        let shape = try PlantedStore.probe().shape(of: Planted.Whole.self)
        #expect(shape.json == expected)
        #expect(try Shape(shape.json).json == expected)
    }

    @Test("A changed type is told from the released one, by its member", arguments: PlantedChange.all)
    func change(_ change: PlantedChange) throws {
        let probe = PlantedStore.probe()
        let released = try Shape(probe.shape(of: change.old).json)
        #expect(try ShapeChanges.between(released: released, present: probe.shape(of: change.new)) == change.told)
        #expect(try ShapeChanges.between(released: released, present: probe.shape(of: change.old)) == [])
    }

    @Test("What equal values would not write as equal bytes is refused", arguments: PlantedRefusal.all)
    func refusal(_ refusal: PlantedRefusal) {
        let problem = #expect(throws: StoredFormatProblem.self) {
            try PlantedStore.probe().shape(of: refusal.type)
        }
        #expect(problem?.description.contains(refusal.reason) == true, "\(problem?.description ?? "no problem")")
    }

    @Test("Words are identifiers and what stands between quotation marks")
    func words() {
        let words = SourceWords.of("case bigData = \"big-data\", `default` // é\nlet a_1 = f(\"\")")
        #expect(words.isSuperset(of: ["case", "bigData", "big-data", "default", "a_1", "f"]))
    }
}
