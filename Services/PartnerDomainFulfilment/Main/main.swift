import PartnerDomainFulfilmentAdapters
import Runtime

runService(name: PartnerDomainFulfilmentService.name, variables: Settings.variables, build: PartnerDomainFulfilmentService.build)
