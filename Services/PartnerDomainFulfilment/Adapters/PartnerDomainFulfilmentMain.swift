import Crypto
import HTTPClient
package import HTTPServer
import Kernel
import Messaging
package import Observability
package import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
package import Runtime

extension PartnerDomainFulfilmentService {
    /// Puts the service together.
    package static func build(_ context: ServiceContext) throws -> [Component] {
        let queries = PostgresPurchaseQueries(context.postgresPool(), keyring: try context.personKeyring())
        let partners = try guardedPartners(context)
        let conversation = PartnerConversation(partners: partners, onSilence: silenceLog(context))
        let smtp = try smtpClient(context)
        let mails = MailSender(
            from: context.configuration[PartnerDomainFulfilmentConfiguration.mailFrom], queries: queries
        ) {
            mail throws(OutboundError) in
            do throws(OutboundError) {
                try await smtp.send(mail)
                mailCounter(context.metrics, "sent").increment()
            } catch {
                mailCounter(context.metrics, error.code.rawValue).increment()
                throw error
            }
        }
        let machine = try context.machine(definition(conversation: conversation, mails: mails))
        let circuits: OperatorRoutes.Circuits = {
            Source.allCases.compactMap { source in partners[source].map { (source: source, state: $0.circuit) } }
        }
        context.metrics.onScrape(
            "circuit_open", help: "1 while a peer is not called because it failed again and again, else 0."
        ) {
            circuits().map { MetricSample(labels: ["peer": $0.source.rawValue], value: $0.state.isClosed ? 0 : 1) }
        }
        let server = context.httpServer(
            router(CommandDesk(machine), queries, circuits, context.wallClock),
            authenticator: try context.authenticator())
        return [context.component(machine), server]
    }

    package static func router(
        _ desk: CommandDesk, _ queries: any PurchaseQueries, _ circuits: @escaping OperatorRoutes.Circuits,
        _ clock: any WallClock
    ) -> Router {
        let submit: SubmitCommand = { orderID, input, request in
            try await desk.submit(Purchase.self, id: orderID, input, from: request).representation
        }
        var router = Router()
        PurchaseRoutes(queries: queries, submit: submit).add(to: &router)
        OperatorRoutes(queries: queries, submit: submit, circuits: circuits, clock: clock).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Partner domain fulfilment", version: "1.0.0",
                summary: "Purchases of domains at partners, and what was got."))
        return router
    }

    /// Those whose address is configured.
    private static func guardedPartners(_ context: ServiceContext) throws -> [Source: GuardedPartner] {
        let configuration = context.configuration
        let client = context.httpClient
        let send: Send = { request throws(OutboundError) in try await client.send(request) }
        var partners: [Source: any Partner] = [:]
        if let url = configuration[PartnerDomainFulfilmentConfiguration.sedoURL] {
            partners[.sedo] = SedoPartner(
                baseURL: url,
                partnerID: try configuration.required(
                    PartnerDomainFulfilmentConfiguration.sedoPartnerID, with: "SEDO_URL"),
                signKey: try configuration.required(PartnerDomainFulfilmentConfiguration.sedoSignKey, with: "SEDO_URL")
                    .reveal(), send: send,
                clock: context.wallClock)
        }
        if let url = configuration[PartnerDomainFulfilmentConfiguration.afternicURL] {
            partners[.afternic] = AfternicPartner(
                baseURL: url,
                key: try configuration.required(PartnerDomainFulfilmentConfiguration.afternicKey, with: "AFTERNIC_URL"),
                secret: try configuration.required(
                    PartnerDomainFulfilmentConfiguration.afternicSecret, with: "AFTERNIC_URL"
                ).reveal(), send: send,
                clock: context.wallClock)
        }
        if let url = configuration[PartnerDomainFulfilmentConfiguration.yumiURL] {
            partners[.yumi] = YumiPartner(
                baseURL: url,
                appID: try configuration.required(PartnerDomainFulfilmentConfiguration.yumiAppID, with: "YUMI_URL"),
                appKey: try configuration.required(PartnerDomainFulfilmentConfiguration.yumiAppKey, with: "YUMI_URL")
                    .reveal(), send: send,
                clock: context.wallClock,
                random: SystemRandom())
        }
        return partners.mapValues { partner in
            GuardedPartner(
                partner, conversationsPerSecond: configuration[PartnerDomainFulfilmentConfiguration.partnerRate],
                failuresMax: 5,
                openMs: Int(configuration[PartnerDomainFulfilmentConfiguration.circuitOpenTime].microseconds / 1_000),
                clock: context.wallClock,
                monotonic: context.monotonicClock)
        }
    }

    private static func mailCounter(_ metrics: MetricsRegistry, _ outcome: String) -> Counter {
        metrics.counter(
            "mails_total", help: "Mails handed to the mail server, by what came of it.", labels: ["outcome": outcome])
    }

    private static func silenceLog(_ context: ServiceContext) -> @Sendable (PartnerCall, PartnerSilence) -> Void {
        let (logger, metrics) = (context.logger, context.metrics)
        return { call, silence in
            let source = call.order.source.rawValue
            metrics.counter(
                "partner_conversations_without_answer_total",
                help: "Conversations with a partner that came to nothing.",
                labels: ["source": source, "trouble": silence.trouble.rawValue]
            ).increment()
            logger.warning(
                "a partner gave no answer",
                [
                    "source": .string(source), "order_id": .string(call.order.orderID),
                    "trouble": .string(silence.trouble.rawValue),
                    "detail": .string(silence.detail),
                ])
        }
    }

    private static func smtpClient(_ context: ServiceContext) throws -> SMTPClient {
        let configuration = context.configuration
        let credentials = try configuration[PartnerDomainFulfilmentConfiguration.mailUser].map { user in
            SMTPClient.Credentials(
                user: user,
                password: try configuration.required(
                    PartnerDomainFulfilmentConfiguration.mailPassword, with: "SMTP_USER"
                ).reveal())
        }
        return SMTPClient(
            SMTPClient.Configuration(
                host: configuration[PartnerDomainFulfilmentConfiguration.mailHost],
                port: configuration[PartnerDomainFulfilmentConfiguration.mailPort],
                security: configuration[PartnerDomainFulfilmentConfiguration.mailSecurity],
                credentials: credentials, caFile: configuration[.caFile]))
    }
}

/// The program.
package func partnerDomainFulfilmentMain() -> Never {
    runService(name: PartnerDomainFulfilmentService.name, variables: PartnerDomainFulfilmentConfiguration.all) {
        try PartnerDomainFulfilmentService.build($0)
    }
}
