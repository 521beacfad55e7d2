import ContractGenerator
import EventContracts
import JSON
import Testing

@Suite struct PersonalDataTests {
    @Test("The generated list is what the documents mark")
    func list() throws {
        for contract in try PackageFiles.contracts() {
            for message in contract.messages {
                let generated = try #require(ContractRegistry.message(type: message.type))
                #expect(generated.personalData == contract.personalData(of: message))
            }
        }
    }

    @Test("What a service of ours reads about persons says whose it is: it is stored under that person's key")
    func persons() throws {
        for message in ContractRegistry.messages
        where !message.personalData.isEmpty && !message.contract.consumers.isEmpty {
            #expect(message.contract.person != nil, "\(message.type) needs x-person: the pointer of the account")
        }
    }

    @Test("What a service of ours reads can still be read when its personal data are forgotten and their texts empty")
    func forgotten() throws {
        for message in ContractRegistry.messages where !message.contract.consumers.isEmpty {
            for pointer in message.personalData {
                let emptied = try JSONValue(PackageFiles.golden(message.type)).with(pointer, "")
                #expect(throws: Never.self, "\(message.type)\(pointer)") {
                    try ContractRegistry.decode(type: message.type, json: emptied.bytes())
                }
            }
        }
    }

    /// Parts of names that stand for who somebody is, how to reach them, or what they wrote.
    private static let suspicious = [
        "account", "address", "bank", "birth", "comment", "contact", "detail", "idcard", "mail", "message", "mobile",
        "name", "note", "paper", "person", "phone", "postcode", "reason", "recipient", "region", "remark",
        "requirement",
        "sentence", "street", "subtype", "summary", "tax", "text", "title",
    ]

    /// Named so, and yet about nobody: place, and why.
    private static let harmless = [
        "/accountId": "a pseudonym; only identity knows who is behind it",
        "/subAccountId": "a pseudonym, as the account's",
        "/productName": "what is sold",
        "/vendorName": "a trade name that everybody sees in the shop",
        "/summary": "what is sold",
    ]

    /// The same for one message only.
    private static let harmlessIn = [
        "marketplace.catalog.feed-ingested.v1/brokenLines/reason": "of a fixed set of sentences",
        "marketplace.catalog.product-listed.v1/name": "what is sold",
        "marketplace.catalog.product-listed.v1/deliverySteps/name": "what is done",
        "marketplace.posting.post-amount.v1/note": "the line of a statement, written by a service",
        "marketplace.orders.order-placed.v1/domain/name": "a domain, public by nature",
        "marketplace.orders.order-paid.v1/domain/name": "a domain, public by nature",
        "marketplace.orders.order-refund-refused.v1/reason": "a sentence of the rule's",
    ]

    @Test("A text whose name says who somebody is, how to reach them or what they wrote is marked as personal")
    func marks() throws {
        for contract in try PackageFiles.contracts() { #expect(Self.unmarked(in: contract) == []) }
    }

    @Test(
        "A new member that nobody marked is found by its name",
        arguments: ["contactPhone", "buyerName", "taxNumber", "remark"])
    func found(name: String) throws {
        let pointer = ShopDocument.payloadPointer + "/properties/" + name
        let unmarked = ShopDocument.document.with(pointer, ["type": "string", "maxLength": 9])
        #expect(Self.unmarked(in: try ShopDocument.contract(unmarked)) == ["marketplace.shop.item-sold.v1/\(name)"])
        let marked = unmarked.with(pointer + "/x-personal-data", true)
        #expect(Self.unmarked(in: try ShopDocument.contract(marked)) == [])
    }

    /// Types and pointers of texts that ought to be marked.
    private static func unmarked(in contract: Contract) -> [String] {
        contract.messages.flatMap { message in
            texts(message.payload, contract, at: "").filter { pointer in
                guard let name = pointer.split(separator: "/").last else { return false }
                return suspicious.contains { name.lowercased().contains($0) }
                    && harmless["/\(name)"] == nil && harmlessIn[message.type + pointer] == nil
            }.map { message.type + $0 }
        }
    }

    private static func texts(_ schema: Schema, _ contract: Contract, at pointer: String) -> [String] {
        if schema.isPersonal { return [] }
        return switch contract.resolved(schema) {
        case .string: [pointer]
        case .object(let members): members.flatMap { texts($0.schema, contract, at: "\(pointer)/\($0.name)") }
        case .array(let element, _): texts(element, contract, at: pointer)
        default: []
        }
    }
}
