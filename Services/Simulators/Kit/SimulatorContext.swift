internal import HTTPClient
package import HTTPServer
package import JSON
package import Kernel
internal import Observability

/// What a simulator is given.
package struct SimulatorContext: Sendable {
    package let settings: Settings
    let clock: any WallClock
    let logger: Logger
    package let faults: FaultPlan
    let calls: CallLog
    let client: OutboundHTTPClient
    /// Waits so many milliseconds before an answer is given.
    let pause: @Sendable (Int) async -> Void

    package var now: Instant { clock.now() }

    /// Answers one call of the protocol simulated, unless it is to fail or to stay without answer.
    /// - Parameters:
    ///   - keys: the thing asked about first, then whatever else scripts may name it by.
    ///   - asked: what tests and people may see of the call.
    ///   - refuse: a refusal of that status, in the protocol's own words.
    package func answer(
        _ operation: String, keys: [String], asked: JSONValue, refuse: @Sendable (Int) -> HTTPResponse = plainRefusal,
        work: @Sendable () throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let fate = faults.fate(of: keys)
        let number = calls.begin(operation, asked, at: clock.now())
        if fate.delayMs > 0 { await pause(fate.delayMs) }
        if let status = fate.failureStatus {
            note(number, operation, "failed with \(status)")
            return refuse(status)
        }
        let response: HTTPResponse
        do { response = try work() } catch let error as any ProblemConvertible { response = .problem(error.problem) }
        if fate.isAnswerLost {
            note(number, operation, "answer lost")
            await stayWithoutAnswer()
        } else {
            note(number, operation, "\(response.status)")
        }
        return response
    }

    /// What is to happen to a call of a protocol other than HTTP.
    package enum Verdict: Sendable, Equatable {
        case answer
        case refuse
        /// Do the work, and never answer.
        case loseAnswer
    }

    /// Records such a call and tells what is to happen to it, after a delay.
    package func judge(_ operation: String, keys: [String], asked: JSONValue) -> (verdict: Verdict, delayMs: Int) {
        let fate = faults.fate(of: keys)
        let verdict: Verdict = fate.failureStatus != nil ? .refuse : fate.isAnswerLost ? .loseAnswer : .answer
        let number = calls.begin(operation, asked, at: now)
        note(number, operation, verdict == .answer ? "answered" : verdict == .refuse ? "refused" : "answer lost")
        return (verdict, fate.delayMs)
    }

    /// Returns only when the server has given the call up or the process ends.
    package func stayWithoutAnswer() async { try? await Task.sleep(for: .seconds(86_400)) }

    private func note(_ number: Int, _ operation: String, _ outcome: String) {
        calls.end(number, outcome)
        logger.info("call", ["operation": .string(operation), "outcome": .string(outcome)])
    }
}

/// A refusal for protocols that prescribe no body for it.
package func plainRefusal(_ status: Int) -> HTTPResponse {
    var problem = Problem(status: status, "The simulator was told to refuse this call.")
    if status == 429 || status == 503 { problem.headers.set("Retry-After", "1") }
    return .problem(problem)
}
