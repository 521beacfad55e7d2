import SimulatorKit

await run(partnerSimulator)
