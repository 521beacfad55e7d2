import SimulatorKit

await run(mailSimulator)
