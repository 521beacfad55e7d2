import SimulatorKit

await run(paymentSimulator)
