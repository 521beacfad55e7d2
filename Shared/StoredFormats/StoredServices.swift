import CatalogAdapters
import CrowdsourcingAdapters
import Crypto
import HTTPClient
import InvoicingAdapters
import Kernel
import Messaging
import Offers
import OrdersAdapters
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentApplication
import PostgresClient
import PostingAdapters
import RefundsAdapters

/// All services of this repository with what they store.
package struct StoredServices {
    package let all: [StoredService]
    private let probe: ShapeProbe
    private let vault = SampleVault()

    /// - Parameter root: where the repository begins.
    package init(root: String) throws {
        let definitions = try Self.definitions()
        all = definitions.map { room, definition in
            StoredService(
                name: definition.name, files: ReleasedFiles(root: root, path: "Services/\(room)/Stored"),
                types: definition.storedTypes)
        }
        let rooms = definitions.map { "\(root)/Services/\($0.room)" }
        probe = ShapeProbe(
            words: SourceWords.of(
                folders: rooms.flatMap { ["\($0)/Domain", "\($0)/Application"] } + ["\(root)/Shared/Kernel"]),
            vault: vault)
    }

    /// A sentence for each stored type that is not what was released.
    package func check() -> [String] { all.flatMap { StoredFormatCheck($0, probe, vault).problems() } }

    /// Writes what is missing, and then checks.
    ///
    /// - Parameter again: titles of types whose present version no installation holds yet: `orders/order.state`.
    package func release(again: [String]) -> [String] {
        let titles = Set(all.flatMap { service in service.types.map(service.title) })
        let unknown = again.filter { !titles.contains($0) }
        guard unknown.isEmpty else {
            return unknown.map { "no stored type is called '\($0)'; there are \(titles.sorted())" }
        }
        let problems = all.flatMap { service in
            StoredFormatRelease(service, probe, vault).write(
                again: Set(service.types.filter { again.contains(service.title($0)) }.map(\.name)))
        }
        return problems.isEmpty ? check() : problems
    }

    /// As the programs run them, but for whom they call: nobody is called.
    private static func definitions() throws -> [(room: String, definition: ServiceDefinition)] {
        let key = [UInt8](repeating: 0, count: 32)
        let box = try SecretBox(keys: ["1": key], current: "1")
        let client = OutboundHTTPClient()
        defer { client.close() }
        let pool = PostgresPool(PostgresConfiguration(""))
        let vault = DemandVault(box, digestKey: key)
        return [
            ("Catalog", CatalogService.definition),
            (
                "Crowdsourcing",
                CrowdsourcingService.definition(
                    vault: vault, relay: PhoneRelay(url: "", key: "", vault: vault, client: client))
            ),
            ("Invoicing", InvoicingService.definition(press: InvoicePress(DocumentStore(box, pool)))),
            ("Orders", try orders(box, pool, client)),
            (
                "PartnerDomainFulfilment",
                PartnerDomainFulfilmentService.definition(
                    conversation: PartnerConversation(partners: [:], onSilence: { _, _ in }),
                    mails: MailSender(
                        from: "", queries: PostgresPurchaseQueries(pool, keyring: PersonKeyring(box)), send: { _ in }))
            ),
            ("Posting", PostingService.definition()),
            ("Refunds", RefundsService.definition()),
        ]
    }

    private static func orders(_ box: SecretBox, _ pool: PostgresPool, _ client: OutboundHTTPClient) throws
        -> ServiceDefinition
    {
        let settings = OrdersSettings(
            providerName: "", providerURL: "", callbackBaseURL: "", providerSecret: [], isvKeys: [:],
            offerKeys: try OfferKeys(configuration: "1:" + Base64.encode([UInt8](repeating: 0, count: 32))),
            passwords: box)
        return OrdersWiring(
            settings, pool: pool, providerClient: client, vendorClient: client, now: { Instant(microseconds: 0) }
        ).definition
    }
}
