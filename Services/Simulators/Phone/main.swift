import SimulatorKit

await run(phoneSimulator)
