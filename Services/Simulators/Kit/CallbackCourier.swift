package import HTTPClient
package import JSON
package import Kernel
internal import Observability
internal import Synchronization

/// Makes the calls that a simulator makes itself: at least once and in order, unless it is told otherwise.
package final class CallbackCourier: Sendable {
    package typealias Sign = @Sendable (_ body: [UInt8], _ now: Instant) -> [OutboundHeader]

    private struct Callback {
        let number: Int
        let url: String
        let body: JSONValue
        var due: Instant
        var attempts = 0
        var outcome = "waiting"
    }

    private struct State {
        var queue: [Callback] = []
        /// Waits for the next one to overtake it.
        var held: [Callback] = []
        var done: [Callback] = []
        var count = 0
    }

    private static let attemptsMax = 12
    private static let overtakingTime = Instant.Span.seconds(5)
    private let context: SimulatorContext
    private let sign: Sign
    private let state = Mutex(State())

    package init(_ context: SimulatorContext, sign: @escaping Sign) {
        self.context = context
        self.sign = sign
    }

    /// - Parameter keys: what scripts may name the callback by.
    package func enqueue(_ body: JSONValue, to url: String, keys: [String]) {
        let fate = context.faults.callbackFate(of: keys)
        let now = context.now
        state.withLock { state in
            state.count += 1
            var callback = Callback(number: state.count, url: url, body: body, due: now + .milliseconds(fate.delayMs))
            guard fate.copies > 0 else {
                callback.outcome = "lost"
                state.done.append(callback)
                return
            }
            let copies = Array(repeating: callback, count: fate.copies)
            if state.held.isEmpty && fate.isSwapped {
                state.held = copies
            } else {
                state.queue += copies + state.held
                state.held = []
            }
        }
    }

    /// Makes the calls that are due, one after the other. What is not taken with a 2xx is due again later, at growing intervals.
    package func deliverDue() async {
        for callback in takeDue() {
            let status = await call(callback)
            settle(callback, status)
        }
    }

    private func takeDue() -> [Callback] {
        let now = context.now
        return state.withLock { state in
            if let first = state.held.first, first.due + Self.overtakingTime <= now {
                state.queue += state.held
                state.held = []
            }
            let due = state.queue.filter { $0.due <= now }
            state.queue.removeAll { $0.due <= now }
            return due
        }
    }

    private func call(_ callback: Callback) async -> Int? {
        let body = callback.body.bytes()
        let headers = [OutboundHeader("Content-Type", "application/json")] + sign(body, context.now)
        return try? await context.client.send(OutboundRequest("POST", callback.url, headers: headers, body: body))
            .status
    }

    private func settle(_ callback: Callback, _ status: Int?) {
        var callback = callback
        let isTaken = status.map { (200..<300).contains($0) } == true
        callback.attempts += 1
        callback.due = context.now + .seconds(1 << min(callback.attempts - 1, 9))
        callback.outcome = isTaken ? "delivered" : callback.attempts < Self.attemptsMax ? "waiting" : "given up"
        let settled = callback
        state.withLock { if settled.outcome == "waiting" { $0.queue.append(settled) } else { $0.done.append(settled) } }
        context.logger.info(
            "callback",
            [
                "outcome": .string(settled.outcome), "attempt": LogValue(settled.attempts),
                "status": LogValue(status ?? 0),
            ])
    }

    package func reset() { state.withLock { $0 = State(count: $0.count) } }

    /// All callbacks since the last reset, oldest first.
    package var json: JSONValue {
        let all = state.withLock { $0.queue + $0.held + $0.done }.sorted { $0.number < $1.number }
        return .array(
            all.map { callback in
                [
                    "number": .int(Int64(callback.number)), "url": .string(callback.url), "body": callback.body,
                    "outcome": .string(callback.outcome), "attempts": .int(Int64(callback.attempts)),
                ]
            })
    }
}
