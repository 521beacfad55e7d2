import Messaging
import Observability
import Runtime

/// The whole program.
package func crowdsourcingMain() -> Never {
    runService(name: CrowdsourcingService.name, variables: CrowdsourcingConfiguration.all) { context in
        let vault = try vault(context)
        let relay = PhoneRelay(
            url: context.configuration[CrowdsourcingConfiguration.relayURL],
            key: context.configuration[CrowdsourcingConfiguration.relayKey].reveal(), vault: vault,
            client: context.httpClient)
        let machine = try context.machine(CrowdsourcingService.definition(vault: vault, relay: relay))
        let router = CrowdsourcingService.router(
            desk: CommandDesk(machine), queries: PostgresDemandQueries(machine, context.postgresPool()), vault: vault)
        return [context.component(machine), context.httpServer(router, authenticator: try context.authenticator())]
    }
}

private func vault(_ context: ServiceContext) throws -> DemandVault {
    let digestKey = Array(context.configuration[CrowdsourcingConfiguration.digestKey].reveal().utf8)
    return DemandVault(try context.secretBox(), digestKey: digestKey)
}
