// Written by scripts/contracts from the services' documents: change those, not this.

/// The names of all topics.
package enum Topics {
    /// Facts, in order per key.
    package static let accounts = "marketplace.accounts.v1"
    /// Facts, in order per key.
    package static let catalogEvents = "marketplace.catalog.events.v1"
    /// Facts, in order per key.
    package static let crowdsourcingEvents = "marketplace.crowdsourcing.events.v1"
    /// How orders get invoiced, in order per order.
    package static let invoicingEvents = "marketplace.invoicing.events.v1"
    /// What became of every order, in order per order.
    package static let ordersEvents = "marketplace.orders.events.v1"
    /// How the purchase of a domain goes, in order per order.
    package static let partnerDomainFulfilmentEvents = "marketplace.partner-domain-fulfilment.events.v1"
    /// What became of every posting, in order per account.
    package static let postingEvents = "marketplace.posting.events.v1"
    /// What others may ask of this service.
    package static let postingCommands = "marketplace.posting.commands.v1"
    /// How refund cases go, in order per order.
    package static let refundsEvents = "marketplace.refunds.events.v1"

    /// How they are to be created.
    package static let all: [TopicDeclaration] = [
        TopicDeclaration(name: accounts, owner: "identity", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "compact", "min.compaction.lag.ms": "60000", "delete.retention.ms": "1209600000"]),
        TopicDeclaration(name: catalogEvents, owner: "catalog", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: crowdsourcingEvents, owner: "crowdsourcing", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: invoicingEvents, owner: "invoicing", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: ordersEvents, owner: "orders", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: partnerDomainFulfilmentEvents, owner: "partner-domain-fulfilment", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: postingEvents, owner: "posting", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: postingCommands, owner: "posting", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
        TopicDeclaration(name: refundsEvents, owner: "refunds", partitions: 12, replicas: 3, configuration: ["cleanup.policy": "delete", "retention.ms": "1209600000"]),
    ]
}
