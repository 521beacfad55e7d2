import CatalogAdapters
import CrowdsourcingAdapters
import InvoicingAdapters
import OrdersAdapters
import PartnerDomainFulfilmentAdapters
import PostgresClient
import PostingAdapters
import RefundsAdapters

/// A service as the operator sees it: its schema, its role, its migrations.
struct OwnedService: Sendable {
    let name: String
    let migrations: @Sendable () throws -> [Migration]

    var schema: String { name.replacing("-", with: "_") }
    var role: String { schema }

    static let all = [
        OwnedService(name: "catalog") { try CatalogService.migrations() },
        OwnedService(name: "orders") { try OrdersService.migrations() },
        OwnedService(name: "partner-domain-fulfilment") { try PartnerDomainFulfilmentService.migrations() },
        OwnedService(name: "refunds") { try RefundsService.migrations() },
        OwnedService(name: "crowdsourcing") { try CrowdsourcingService.migrations() },
        OwnedService(name: "invoicing") { try InvoicingService.migrations() },
        OwnedService(name: "posting") { try PostingService.migrations() },
    ]

    /// Those named by `--service`, or the six.
    static func chosen(_ arguments: Arguments) throws(UsageError) -> [OwnedService] {
        let names = arguments.all("service")
        guard !names.isEmpty else { return all.filter { $0.name != "posting" } }
        var chosen: [OwnedService] = []
        for name in names {
            guard let service = all.first(where: { $0.name == name }) else {
                throw UsageError(
                    message: "There is no service '\(name)'; there are \(all.map(\.name).joined(separator: ", ")).")
            }
            chosen.append(service)
        }
        return chosen
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
