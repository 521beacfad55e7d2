import Kernel
import OrdersDomain

/// Runs the service's aggregates in memory: messages at once and in order, timers when the clock is moved, effects collected.
final class Market {
    private(set) var now = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)
    private var orders: [String: OrderState] = [:]
    private var wallets: [String: Wallet.State] = [:]
    private var payments: [String: OnlinePayment.State] = [:]
    private var claims: [String: DomainClaim.State] = [:]
    private var entitlements: [String: Entitlement.State] = [:]
    private var deliveries: [String: DeliveryProject.State] = [:]
    private var timers: [String: (due: Instant, fire: () throws -> Void)] = [:]
    private var inbox: [InternalMessage] = []
    private(set) var effects: [any Effect] = []
    private(set) var postings: [LedgerPosting] = []
    private(set) var orderEvents: [(String, OrderEvent)] = []
    private(set) var entitlementEvents: [Entitlement.Event] = []
    private(set) var deliveryEvents: [DeliveryProject.Event] = []

    func order(_ id: String = "O-1") -> OrderState { orders[id] ?? Order.initial(id) }
    func wallet(_ id: String = "A-1") -> Wallet.State { wallets[id] ?? Wallet.initial(id) }
    func payment(_ id: String) -> OnlinePayment.State { payments[id] ?? OnlinePayment.initial(id) }
    func entitlement(_ id: String = "O-1-1") -> Entitlement.State { entitlements[id] ?? Entitlement.initial(id) }
    func delivery(_ id: String = "O-1-1") -> DeliveryProject.State { deliveries[id] ?? DeliveryProject.initial(id) }

    func send(_ input: OrderInput, to id: String = "O-1") throws {
        try run(Order.self, id, input, in: \.orders) { event, state in
            self.orderEvents.append((id, event))
            return Ledger.posting(for: event, state: state)
        }
        try settle()
    }

    func send(_ input: Wallet.Input, to id: String = "A-1") throws {
        try run(Wallet.self, id, input, in: \.wallets) { event, _ in Ledger.posting(for: event, account: id) }
        try settle()
    }

    func send(_ input: OnlinePayment.Input, to id: String) throws {
        try run(OnlinePayment.self, id, input, in: \.payments) { event, state in
            Ledger.posting(for: event, state: state)
        }
        try settle()
    }

    func send(_ input: Entitlement.Input, to id: String = "O-1-1") throws {
        try run(Entitlement.self, id, input, in: \.entitlements) { event, _ in
            self.entitlementEvents.append(event)
            return nil
        }
        try settle()
    }

    func send(_ input: DeliveryProject.Input, to id: String = "O-1-1") throws {
        try run(DeliveryProject.self, id, input, in: \.deliveries) { event, _ in
            self.deliveryEvents.append(event)
            return nil
        }
        try settle()
    }

    /// Moves the clock, firing what falls due on the way, in order of time.
    func advance(to target: Instant) throws {
        while let next = timers.filter({ $0.value.due <= target }).min(by: { $0.value.due < $1.value.due }) {
            timers[next.key] = nil
            now = max(now, next.value.due)
            try next.value.fire()
        }
        now = max(now, target)
    }

    func advance(by span: Instant.Span) throws { try advance(to: now + span) }

    /// Moves the clock without firing timers, as when a timer is late.
    func advanceUnnoticed(to target: Instant) { now = target }

    func takeEffects<E: Effect>(_: E.Type) -> [E] {
        let taken = effects.compactMap { $0 as? E }
        effects.removeAll { $0 is E }
        return taken
    }

    /// What each ledger account holds.
    var balances: [String: Int64] {
        var balances: [String: Int64] = [:]
        for entry in postings.flatMap(\.entries) { balances[entry.account.description, default: 0] += entry.amount.fen }
        return balances.filter { $0.value != 0 }
    }

    private func run<D: Decider>(
        _: D.Type, _ id: String, _ input: D.Input, in states: ReferenceWritableKeyPath<Market, [String: D.State]>,
        observe: (D.Event, D.State) -> LedgerPosting?
    ) throws {
        var state = self[keyPath: states][id] ?? D.initial(id)
        let decision = try D.decide(state, input, Cause(now: now, inputID: "in-\(id)", aggregateID: id))
        for event in decision.events {
            D.evolve(&state, event, at: now)
            if let posting = observe(event, state) { postings.append(posting) }
        }
        self[keyPath: states][id] = state
        for timer in decision.timers { set(timer, D.self, id) }
        inbox += decision.messages
        effects += decision.effects
    }

    private func set<D: Decider>(_ change: TimerChange<D.Input>, _: D.Type, _ id: String) {
        switch change {
        case .cancel(let name): timers["\(D.kind)/\(id)/\(name)"] = nil
        case .set(let name, let due, let input):
            timers["\(D.kind)/\(id)/\(name)"] = (due, { try self.dispatch(D.kind, id, input) })
        }
    }

    private var isSettling = false

    private func settle() throws {
        guard !isSettling else { return }
        isSettling = true
        defer { isSettling = false }
        while !inbox.isEmpty {
            let message = inbox.removeFirst()
            try dispatch(message.kind, message.id, message.input)
        }
    }

    private func dispatch(_ kind: String, _ id: String, _ input: any Sendable) throws {
        switch input {
        case let input as OrderInput: try send(input, to: id)
        case let input as Wallet.Input: try send(input, to: id)
        case let input as OnlinePayment.Input: try send(input, to: id)
        case let input as Entitlement.Input: try send(input, to: id)
        case let input as DeliveryProject.Input: try send(input, to: id)
        case let input as DomainClaim.Input: try run(DomainClaim.self, id, input, in: \.claims) { _, _ in nil }
        default: throw UnknownKind(kind: kind)
        }
        try settle()
    }
}

struct UnknownKind: Error { let kind: String }

/// The rejection that `body` ends in, or nil if it succeeds.
func rejection(_ body: () throws -> Void) -> Rejection? {
    do {
        try body()
        return nil
    } catch {
        return error as? Rejection
    }
}
