internal import HTTPClient
internal import Kernel
package import Observability

/// Does what a component needs at its start until it works, or until the component is to stop (then nil).
///
/// A broker or database that is away does not end the service: the attempts go on with growing pauses, the log says so now and then,
/// and the check of the dependency keeps the service from being called ready.
package func keepTrying<Value>(
    _ what: StaticString, _ life: ComponentLife, clock: any WallClock, logger: Logger,
    _ attempt: () async throws -> Value
) async -> Value? {
    let policy = RetryPolicy(attemptsMax: .max, firstDelayMs: 200, delayMsMax: 5_000)
    let throttle = Throttle(interval: .seconds(30))
    var attemptCount = 0
    while !life.isStopRequested {
        do {
            return try await attempt()
        } catch {
            attemptCount += 1
            if throttle.admit(at: clock.now()) != nil {
                logger.warning(
                    "a dependency is away; trying on",
                    ["doing": .string(what.description), "attempt": LogValue(attemptCount)], error: error)
            }
            let delayMs = policy.delayMs(afterAttempt: attemptCount, random: .random(in: 0 ... .max)) ?? 5_000
            guard await life.pause(milliseconds: delayMs) else { return nil }
        }
    }
    return nil
}
