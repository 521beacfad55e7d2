import Kernel
package import Messaging
import RefundsDomain
package import PostgresClient

/// What the machine has to know of this service.
package enum RefundsService {
    package static let name = "refunds"

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_guarantees.sql", sql: PackageResources.V0001_guarantees_sql)]
    }

    package static func definition() -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(
                    Guarantee.self,
                    publish: { event, context in PublishedEvents.message(event, context.state, at: context.cause.now) },
                    project: { event, context in RefundRows.statements(event, context.state) },
                    represent: { RefundJSON.bytes($0) })
            ],
            inbound: InboundEvents.routes)
    }
}
