import CatalogAdapters
import CrowdsourcingAdapters
import InvoicingAdapters
import Messaging
import OrdersAdapters
import PartnerDomainFulfilmentAdapters
import PostgresClient
import PostingAdapters
import RefundsAdapters

/// A service as the operator sees it: its schema, its role, its migrations.
struct OwnedService: Sendable {
    let name: String
    /// What it seals under its encryption keys besides what the machine does.
    var ownSealed: [SealedColumn] = []
    /// Of that, what comes to it by inputs.
    var sealedInputs: SealedInputs?
    let migrations: @Sendable () throws -> [Migration]

    var schema: String { name.replacing("-", with: "_") }
    var role: String { schema }
    var sealed: SealedValues { SealedValues(columns: SealedColumn.ofMachine + ownSealed, inputs: sealedInputs) }

    static let all = [
        OwnedService(name: "catalog") { try CatalogService.migrations() },
        OwnedService(name: "orders", ownSealed: OrdersService.sealed, sealedInputs: OrdersService.sealedInputs) {
            try OrdersService.migrations()
        },
        OwnedService(name: "partner-domain-fulfilment") { try PartnerDomainFulfilmentService.migrations() },
        OwnedService(name: "refunds") { try RefundsService.migrations() },
        OwnedService(name: "crowdsourcing") { try CrowdsourcingService.migrations() },
        OwnedService(name: "invoicing", ownSealed: DocumentStore.sealed) { try InvoicingService.migrations() },
        OwnedService(name: "posting") { try PostingService.migrations() },
    ]

    /// Those named by `--service`, or the six.
    static func chosen(_ call: Call) -> [OwnedService] {
        let names = call.all("service")
        return all.filter { names.isEmpty ? $0.name != "posting" : names.contains($0.name) }
    }

    /// `--service`, as commands take it that concern one service or several.
    static func option(isRequired: Bool = false, mayRepeat: Bool = true, _ meaning: String) -> Option {
        Option(
            "service", .choice(all.map(\.name), placeholder: "SERVICE"), isRequired: isRequired, mayRepeat: mayRepeat,
            meaning)
    }

    /// Runs `body` on a connection whose search path starts with the service's schema.
    func withConnection<R>(_ surroundings: Surroundings, _ body: (PostgresConnection) async throws -> R) async throws
        -> R
    {
        let connection = try await PostgresConnection.connect(try surroundings.database().inSchema(schema))
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}
