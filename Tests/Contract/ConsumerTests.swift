import CatalogAdapters
import CrowdsourcingAdapters
import Crypto
import EventContracts
import InvoicingAdapters
import JSON
import Messaging
import OrdersAdapters
import PartnerDomainFulfilmentAdapters
import PostingAdapters
import RefundsAdapters
import Testing

private let services = [
    "catalog", "crowdsourcing", "invoicing", "orders", "partner-domain-fulfilment", "posting", "refunds",
]

/// What a service's program reads, as it is run.
private func routes(of service: String) throws -> [InboundRoute] {
    let key = [UInt8](repeating: 7, count: 32)
    return switch service {
    case "catalog": CatalogService.definition.inbound
    case "crowdsourcing":
        CrowdsourcingService.inbound(vault: DemandVault(try SecretBox(keys: ["1": key], current: "1"), digestKey: key))
    case "invoicing": InvoicingService.inbound
    case "orders": OrdersService.inbound
    case "partner-domain-fulfilment": PartnerDomainFulfilmentService.inbound
    case "posting": PostingService.definition().inbound
    case "refunds": RefundsService.definition().inbound
    default: []
    }
}

@Suite struct ConsumerTests {
    @Test("Every service decodes a sample of everything it reads, by the type alone", arguments: services)
    func decoding(service: String) throws {
        for message in ContractRegistry.messages(readBy: service) {
            let decoded = try ContractRegistry.decode(type: message.type, json: PackageFiles.golden(message.type))
            #expect(decoded.map { type(of: $0).type } == message.type)
        }
    }

    @Test(
        "A service has a route for what its name stands at as a reader, from the right topic, and for nothing else",
        arguments: services)
    func claims(service: String) throws {
        let all = try routes(of: service)
        for route in all where route.isTombstone {
            #expect(ContractRegistry.messages(on: route.topic).contains { $0.contract.tombstone != nil })
        }
        let routes = all.filter { !$0.isTombstone }
        #expect(routes.map(\.type).sorted() == ContractRegistry.messages(readBy: service).map { $0.type }.sorted())
        for route in routes {
            #expect(ContractRegistry.message(type: route.type)?.topic == route.topic, "\(route.type)")
        }
    }

    @Test("Every service forgets a person whose account is gone", arguments: services.filter { $0 != "posting" })
    func forgetting(service: String) throws {
        #expect(try routes(of: service).filter(\.forgetsPerson).map(\.topic) == [Topics.accounts])
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
