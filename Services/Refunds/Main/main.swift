import RefundsAdapters
import Runtime

runService(name: RefundsService.name, build: RefundsService.build)
