import SimulatorKit

await run(vendorSimulator)
