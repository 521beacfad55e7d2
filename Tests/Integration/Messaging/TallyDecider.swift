import Kernel
import Messaging
import PostgresClient

/// A decider that shows every way in which an input can be applied.
enum Tally: Decider {
    static let kind = "tally"

    struct State: Codable, Sendable {
        var total = 0
        var heard: [String] = []
    }

    enum Input: Codable, Sendable {
        case add(Int)
        case refuse
        case addLater(Int, at: Instant, name: String)
        case forget(name: String)
        case tell(other: String, Int)
        case call(String)
        case answered(String)
        case breakDatabase
    }

    enum Event: Codable, Sendable {
        case added(Int)
        case heard(String)
        case broke
    }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Tally> {
        switch input {
        case .add(let amount): return Decision(.added(amount))
        case .refuse: throw Rejection(.conflict, "refused", rule: "TST-01", "this is always refused")
        case .addLater(let amount, let due, let name):
            var decision = Decision<Tally>()
            decision.wake(name, due: due, .add(amount))
            return decision
        case .forget(let name):
            var decision = Decision<Tally>()
            decision.cancelWake(name)
            return decision
        case .tell(let other, let amount):
            var decision = Decision<Tally>()
            decision.tell(Tally.self, other, .add(amount))
            return decision
        case .call(let word):
            var decision = Decision<Tally>()
            decision.request(Echo(word: word))
            return decision
        case .answered(let word): return Decision(.heard(word))
        case .breakDatabase: return Decision(.broke)
        }
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .added(let amount): state.total += amount
        case .heard(let word): state.heard.append(word)
        case .broke: break
        }
    }
}

struct Echo: Effect {
    static let port = "echo"
    let word: String
}
