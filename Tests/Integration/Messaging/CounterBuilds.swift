import EventContracts
import JSON
import Kernel
import Messaging

/// One kind of aggregate as an older build has it.
enum OldCounter: Decider {
    static let kind = "counter"

    struct State: Codable, Sendable { var total = 0 }

    enum Input: Codable, Sendable {
        case add(Int)
        case addLater(Int, at: Instant)
        case tell(other: String, Int)
        case ask(Int)
    }

    enum Event: Codable, Sendable { case added(Int) }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<OldCounter> {
        switch input {
        case .add(let amount): return Decision(.added(amount))
        case .addLater(let amount, let due):
            var decision = Decision<OldCounter>()
            decision.wake("later", due: due, .add(amount))
            return decision
        case .tell(let other, let amount):
            var decision = Decision<OldCounter>()
            decision.tell(OldCounter.self, other, .add(amount))
            return decision
        case .ask(let amount):
            var decision = Decision<OldCounter>()
            decision.request(OldAsk(amount: amount))
            return decision
        }
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        if case .added(let amount) = event { state.total += amount }
    }

    static func service(call: @escaping @Sendable () async throws -> Void = {}) -> ServiceDefinition {
        ServiceDefinition(
            name: "tally",
            aggregates: [AggregateDefinition(OldCounter.self, represent: { Array("\($0.total)".utf8) })],
            inbound: [
                InboundRoute(Topics.postingCommands, PostingWire.PostAmountV1.self) { message, _ in
                    [Delivery(OldCounter.self, id: message.accountId, input: .add(Int(message.amount.fen)))]
                }
            ],
            effects: [
                EffectHandler(OldAsk.self) { _ in
                    try await call()
                    return nil
                }
            ])
    }
}

struct OldAsk: Effect {
    static let port = "ask"
    let amount: Int
}

/// The same kind as the build after it has it: members renamed, and one more that the older one does not know.
enum NewCounter: Decider {
    static let kind = "counter"

    struct State: Codable, Sendable {
        var sum = 0
        var changes = 0
    }

    enum Input: Codable, Sendable {
        case change(by: Int)
        case changeLater(by: Int, at: Instant)
        case tell(other: String, by: Int)
        case ask(amount: Int, why: String)
    }

    enum Event: Codable, Sendable { case changed(Int) }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<NewCounter> {
        switch input {
        case .change(let amount): return Decision(.changed(amount))
        case .changeLater(let amount, let due):
            var decision = Decision<NewCounter>()
            decision.wake("later", due: due, .change(by: amount))
            return decision
        case .tell(let other, let amount):
            var decision = Decision<NewCounter>()
            decision.tell(NewCounter.self, other, .change(by: amount))
            return decision
        case .ask(let amount, let why):
            var decision = Decision<NewCounter>()
            decision.request(NewAsk(amount: amount, why: why))
            return decision
        }
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        if case .changed(let amount) = event {
            state.sum += amount
            state.changes += 1
        }
    }

    /// - Parameter writingOld: the release between the two, which reads both formats and still writes the old one.
    static func service(
        writingOld: Bool = false, call: @escaping @Sendable (String) async throws -> Void = { _ in }
    ) -> ServiceDefinition {
        let states = StoredFormat<State>.json(
            version: 2, upcasters: [1: { ["sum": $0["total"] ?? 0, "changes": 0] }], writing: writingOld ? 1 : nil,
            downcasters: [2: { ["total": $0["sum"] ?? 0] }])
        let inputs = StoredFormat<Input>.json(
            version: 2, upcasters: [1: upcast], writing: writingOld ? 1 : nil, downcasters: [2: downcast])
        let asks = StoredFormat<NewAsk>.json(
            version: 2, upcasters: [1: { ["amount": $0["amount"] ?? 0, "why": "unknown"] }],
            writing: writingOld ? 1 : nil,
            downcasters: [2: { ["amount": $0["amount"] ?? 0] }])
        return ServiceDefinition(
            name: "tally",
            aggregates: [
                AggregateDefinition(
                    NewCounter.self, state: states, input: inputs,
                    represent: { Array("\($0.sum) in \($0.changes)".utf8) })
            ],
            inbound: [
                InboundRoute(Topics.postingCommands, PostingWire.PostAmountV1.self) { message, _ in
                    [Delivery(NewCounter.self, id: message.accountId, input: .change(by: Int(message.amount.fen)))]
                }
            ],
            effects: [
                EffectHandler(NewAsk.self, format: asks) { asked in
                    try await call(asked.request.why)
                    return nil
                }
            ])
    }

    @Sendable private static func upcast(_ old: JSONValue) throws -> JSONValue {
        if let amount = old.at("/add/_0") { return ["change": ["by": amount]] }
        if let later = old.at("/addLater") {
            return ["changeLater": ["by": later["_0"] ?? 0, "at": later["at"] ?? ""]]
        }
        if let tell = old.at("/tell") { return ["tell": ["other": tell["other"] ?? "", "by": tell["_1"] ?? 0]] }
        return ["ask": ["amount": old.at("/ask/_0") ?? 0, "why": "unknown"]]
    }

    @Sendable private static func downcast(_ new: JSONValue) throws -> JSONValue {
        if let amount = new.at("/change/by") { return ["add": ["_0": amount]] }
        if let later = new.at("/changeLater") {
            return ["addLater": ["_0": later["by"] ?? 0, "at": later["at"] ?? ""]]
        }
        if let tell = new.at("/tell") { return ["tell": ["other": tell["other"] ?? "", "_1": tell["by"] ?? 0]] }
        return ["ask": ["_0": new.at("/ask/amount") ?? 0]]
    }
}

struct NewAsk: Effect {
    static let port = "ask"
    let amount: Int
    let why: String
}
