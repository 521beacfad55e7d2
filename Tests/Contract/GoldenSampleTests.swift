import ContractGenerator
import EventContracts
import JSON
import Testing

@Suite struct GoldenSampleTests {
    @Test("Every golden sample decodes and encodes to the same value", arguments: MessageType.all)
    func roundTrip(of type: MessageType) throws {
        let sample = try PackageFiles.golden(type.message.type)
        let message = try type.message.init(json: sample)
        #expect(try JSONValue(message.json()) == JSONValue(sample))
        #expect(try type.message.init(json: message.json()).json() == message.json())
    }

    @Test("Every golden sample keeps to its schema, limits included")
    func validity() throws {
        for contract in try PackageFiles.contracts() {
            for message in contract.messages {
                let problems = SampleValidator(contract).problems(
                    try JSONValue(PackageFiles.golden(message.type)), message.payload)
                #expect(problems.isEmpty, "\(message.type)")
            }
        }
    }

    @Test("Every golden sample belongs to a message, and every message has its key in it")
    func completeness() throws {
        #expect(try PackageFiles.goldenTypes() == ContractRegistry.messages.map { $0.type }.sorted())
        for message in ContractRegistry.messages {
            let sample = try PackageFiles.golden(message.type)
            let key = try JSONValue(sample).string(at: message.contract.orderingKey)
            #expect(try message.init(json: sample).orderingKey == key)
        }
    }

    @Test("Members nobody knows change nothing, at any depth", arguments: MessageType.all)
    func unknownMembers(of type: MessageType) throws {
        let sample = try JSONValue(PackageFiles.golden(type.message.type))
        let (contract, message) = try described(type)
        let crowded = crowded(sample, message.payload, contract)
        #expect(crowded != sample)
        #expect(try JSONValue(type.message.init(json: crowded.bytes()).json()) == sample)
    }

    @Test(
        "Without a required member a message is refused by name; without an optional one it is not",
        arguments: MessageType.all)
    func presence(of type: MessageType) throws {
        let sample = try JSONValue(PackageFiles.golden(type.message.type))
        let (contract, message) = try described(type)
        guard case .object(let members) = contract.resolved(message.payload) else { return }
        for member in members {
            for absence in [nil, JSONValue.null] {
                var changed = sample
                changed[member.name] = absence
                guard member.isRequired else {
                    var expected = sample
                    expected[member.name] = nil
                    #expect(try JSONValue(type.message.init(json: changed.bytes()).json()) == expected)
                    continue
                }
                let error = #expect(throws: JSONError.self) { try type.message.init(json: changed.bytes()) }
                #expect(error?.code == .missingMember)
                #expect(error?.pointer == "/" + member.name)
            }
        }
    }

    private func described(_ type: MessageType) throws -> (Contract, Message) {
        let contract = try #require(
            try PackageFiles.contracts().first { $0.messages.contains { $0.type == type.message.type } })
        return (contract, try #require(contract.messages.first { $0.type == type.message.type }))
    }

    /// The value with one more member in every object.
    private func crowded(_ value: JSONValue, _ schema: Schema, _ contract: Contract) -> JSONValue {
        switch (contract.resolved(schema), value) {
        case (.object(let members), .object(var object)):
            for member in members {
                object[member.name] = object[member.name].map { crowded($0, member.schema, contract) }
            }
            object["ofANewerVersion"] = ["a": [1, "two", nil]]
            return .object(object)
        case (.array(let element, _), .array(let elements)):
            return .array(elements.map { crowded($0, element, contract) })
        default: return value
        }
    }
}
