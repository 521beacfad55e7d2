import DomainTestKit
import Kernel
import OrdersDomain

/// The service's aggregates in memory, with its ledger beside them.
final class Market {
    private let world = World(
        Order.self, Wallet.self, OnlinePayment.self, DomainClaim.self, Entitlement.self, DeliveryProject.self,
        ProposalAcceptance.self, ProductFact.self,
        at: Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0))
    private(set) var postings: [LedgerPosting] = []
    private(set) var orderEvents: [(String, OrderEvent)] = []

    init() {
        world.observe(Order.self) { [unowned self] event, state, id in
            orderEvents.append((id, event))
            book(Ledger.posting(for: event, state: state))
        }
        world.observe(Wallet.self) { [unowned self] event, _, id in book(Ledger.posting(for: event, account: id)) }
        world.observe(OnlinePayment.self) { [unowned self] event, state, _ in
            book(Ledger.posting(for: event, state: state))
        }
    }

    private func book(_ posting: LedgerPosting?) {
        if let posting { postings.append(posting) }
    }

    var now: Instant { world.now }
    var entitlementEvents: [Entitlement.Event] { world.events(Entitlement.self) }
    var deliveryEvents: [DeliveryProject.Event] { world.events(DeliveryProject.self) }

    func order(_ id: String = "O-1") -> OrderState { world.state(Order.self, id) }
    func wallet(_ id: String = "A-1") -> Wallet.State { world.state(Wallet.self, id) }
    func payment(_ id: String) -> OnlinePayment.State { world.state(OnlinePayment.self, id) }
    func entitlement(_ id: String = "O-1-1") -> Entitlement.State { world.state(Entitlement.self, id) }
    func delivery(_ id: String = "O-1-1") -> DeliveryProject.State { world.state(DeliveryProject.self, id) }

    func acceptance(_ id: String) -> ProposalAcceptance.State { world.state(ProposalAcceptance.self, id) }
    /// Orders that were placed, by their numbers.
    var orders: [String: OrderState] { world.states(Order.self).filter { $0.value.status != .absent } }

    func send(_ input: ProposalAcceptance.Input, to id: String) throws {
        try world.send(ProposalAcceptance.self, id, input)
    }

    func send(_ input: ProductFact.Input, to id: String) throws { try world.send(ProductFact.self, id, input) }

    /// Gives the input before what follows from earlier ones, as when two of them cross; `settle` lets that follow.
    func submit(_ input: OrderInput, to id: String = "O-1") throws { try world.submit(Order.self, id, input) }
    func settle() throws { try world.settle() }

    func send(_ input: OrderInput, to id: String = "O-1") throws { try world.send(Order.self, id, input) }
    func send(_ input: Wallet.Input, to id: String = "A-1") throws { try world.send(Wallet.self, id, input) }
    func send(_ input: OnlinePayment.Input, to id: String) throws { try world.send(OnlinePayment.self, id, input) }
    func send(_ input: Entitlement.Input, to id: String = "O-1-1") throws {
        try world.send(Entitlement.self, id, input)
    }

    func send(_ input: DeliveryProject.Input, to id: String = "O-1-1") throws {
        try world.send(DeliveryProject.self, id, input)
    }

    func advance(to target: Instant) throws { try world.advance(to: target) }
    func advance(by span: Instant.Span) throws { try world.advance(by: span) }

    /// Moves the clock without firing timers, as when a timer is late.
    func advanceUnnoticed(to target: Instant) { world.advanceUnnoticed(to: target) }

    func takeEffects<E: Effect>(_: E.Type) -> [E] { world.takeEffects(E.self) }

    /// What each kind of aggregate was given, for walks.
    func courses<D: Decider>(_: D.Type) -> [Course<D>] { world.courses(D.self) }

    /// What each ledger account holds.
    var balances: [String: Int64] {
        var balances: [String: Int64] = [:]
        for entry in postings.flatMap(\.entries) { balances[entry.account.description, default: 0] += entry.amount.fen }
        return balances.filter { $0.value != 0 }
    }
}
