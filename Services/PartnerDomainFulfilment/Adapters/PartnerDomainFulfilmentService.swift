import Kernel
package import Messaging
package import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
package import PostgresClient

/// What the machine has to know of this service.
package enum PartnerDomainFulfilmentService {
    package static let name = "partner-domain-fulfilment"

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_purchases.sql", sql: PackageResources.V0001_purchases_sql)]
    }

    /// What it reads of others.
    package static var inbound: [InboundRoute] { InboundEvents.routes }

    static let accounts = AggregateDefinition(
        Account.self, project: { _, context in PurchaseRows.statements(context.state, accountID: context.id) })

    package static func definition(conversation: PartnerConversation, mails: MailSender) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(
                    Purchase.self,
                    publish: { event, context in PublishedEvents.message(event, context.state, at: context.cause.now) },
                    project: { event, context in
                        PurchaseRows.statements(
                            event, context.state, id: context.id, version: context.version, at: context.cause.now)
                    },
                    represent: { PurchaseJSON.bytes(PurchaseView($0)) }),
                accounts,
            ],
            inbound: inbound,
            effects: [
                EffectHandler(PartnerCall.self) { call in
                    let answer = await conversation.hold(call.request)
                    return Delivery(
                        Purchase.self, id: call.aggregateID, input: .partnerAnswered(round: call.request.round, answer))
                },
                EffectHandler(BuyerMail.self, concurrency: 4) { call in
                    let outcome = try await mails.deliver(call.request)
                    return Delivery(Purchase.self, id: call.aggregateID, input: .mailed(call.request.kind, outcome))
                },
            ])
    }
}
