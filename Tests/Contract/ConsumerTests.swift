import ContractGenerator
import EventContracts
import JSON
import Testing

private let services = [
    "catalog", "crowdsourcing", "invoicing", "orders", "partner-domain-fulfilment", "posting", "refunds",
]

@Suite struct ConsumerTests {
    @Test("Every service decodes a sample of everything it reads, by the type alone", arguments: services)
    func decoding(service: String) throws {
        for message in ContractRegistry.messages(readBy: service) {
            let decoded = try ContractRegistry.decode(type: message.type, json: PackageFiles.golden(message.type))
            #expect(decoded.map { type(of: $0).type } == message.type)
        }
    }

    @Test("Readers are services of this system")
    func names() {
        for message in ContractRegistry.messages {
            #expect(Set(message.contract.consumers).isSubset(of: services), "\(message.type)")
        }
    }

    @Test("A type this version does not know is no error")
    func unknownType() throws {
        #expect(try ContractRegistry.decode(type: "marketplace.orders.order-paid.v99", json: [0xFF]) == nil)
        #expect(ContractRegistry.message(type: "") == nil)
    }

    @Test("A known type with a broken payload is an error that names the place")
    func brokenPayload() {
        let type = PostingWire.PostAmountV1.type
        let error = #expect(throws: JSONError.self) {
            try ContractRegistry.decode(type: type, json: Array(#"{"amount":"much"}"#.utf8))
        }
        #expect(error?.pointer == "/amount")
    }

    @Test("Types are different, and every topic is declared")
    func registry() {
        let types = ContractRegistry.messages.map { $0.type }
        #expect(Set(types).count == types.count)
        let declared = Set(Topics.all.map(\.name))
        #expect(declared.count == Topics.all.count)
        for message in ContractRegistry.messages {
            #expect(declared.contains(message.topic))
            #expect(ContractRegistry.messages(on: message.topic).contains { $0.type == message.type })
        }
        for topic in Topics.all { #expect(topic.partitions > 0 && topic.replicas > 0) }
    }
}
