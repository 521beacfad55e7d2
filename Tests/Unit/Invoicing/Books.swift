import InvoicingDomain
import Kernel

/// All aggregates of the service in memory: hands messages on until none is left, as the machine does.
struct Books {
    var invoiceables: [String: Invoiceable.State] = [:]
    var applications: [String: InvoiceApplication.State] = [:]
    var arrears: [String: Arrears.State] = [:]
    var counters: [String: SerialCounter.State] = [:]
    var rendered: [Invoice] = []
    var timers: [String: Instant] = [:]
    var now = Instant(microseconds: 1_795_000_000_000_000)
    private var waiting: [(id: String, input: any Sendable)] = []

    mutating func pay(
        _ orderID: String, _ fen: Int64, account: String = "A-1", seller: String = "V-1", domainSource: String? = nil
    ) {
        let line = PaidOrder.Line(
            name: "云建站", specification: "", taxClass: .informationService, quantity: 1, cash: Money(fen: fen))
        let order = PaidOrder(
            orderID: orderID, accountID: account, seller: Seller(id: seller, name: seller), lines: [line],
            domainSource: domainSource, paidAt: now)
        fact(orderID, .paid(order))
    }

    mutating func fact(_ orderID: String, _ input: Invoiceable.Input) {
        deliver(orderID, input)
        settle()
    }

    mutating func apply(
        _ id: String, _ orderIDs: [String], seller: String = Seller.firstPartyID, medium: Medium = .electronic
    ) throws {
        try command(id, .apply(request(orderIDs, seller: seller, medium: medium)))
        settle()
    }

    func request(
        _ orderIDs: [String], account: String = "A-1", seller: String = Seller.firstPartyID,
        medium: Medium = .electronic
    ) -> InvoiceRequest {
        let address = AddressBook.Address(
            recipient: "李雷", phone: Sealed(text: "", hint: ""), region: "浙江省杭州市", street: "一号", postcode: "",
            isDefault: true)
        return InvoiceRequest(
            accountID: account, seller: Seller(id: seller, name: seller),
            orders: orderIDs.map { id in
                let state = invoiceables[id]
                let found = state?.order.flatMap {
                    $0.accountID == account
                        ? InvoiceRequest.Found(sellerID: $0.seller.id, standing: state?.standing ?? .unpaid) : nil
                }
                return InvoiceRequest.Choice(orderID: id, found: found)
            }, medium: medium, title: .individual, address: address,
            terms: IssuingTerms(
                issuer: seller == Seller.firstPartyID ? Issuer(name: "云", taxNumber: "91350100M000100Y43") : nil,
                series: "441"))
    }

    /// Decides a command without handing on what follows, so that commands can race.
    mutating func command(_ id: String, _ input: InvoiceApplication.Input) throws(Rejection) {
        var state = applications[id] ?? InvoiceApplication.initial(id)
        let decision = try InvoiceApplication.decide(state, input, cause(id))
        for event in decision.events { InvoiceApplication.evolve(&state, event, at: now) }
        applications[id] = state
        follow(decision, id)
    }

    /// Hands messages on.
    mutating func settle() {
        while !waiting.isEmpty {
            let message = waiting.removeFirst()
            deliver(message.id, message.input)
        }
    }

    private mutating func deliver(_ id: String, _ input: any Sendable) {
        switch input {
        case let input as Invoiceable.Input: invoiceables[id] = run(Invoiceable.self, invoiceables[id], id, input)
        case let input as InvoiceApplication.Input:
            applications[id] = run(InvoiceApplication.self, applications[id], id, input)
        case let input as Arrears.Input: arrears[id] = run(Arrears.self, arrears[id], id, input)
        case let input as SerialCounter.Input: counters[id] = run(SerialCounter.self, counters[id], id, input)
        default: break
        }
    }

    private mutating func run<D: Decider>(_: D.Type, _ stored: D.State?, _ id: String, _ input: D.Input) -> D.State {
        var state = stored ?? D.initial(id)
        guard let decision = try? D.decide(state, input, cause(id)) else { return state }
        for event in decision.events { D.evolve(&state, event, at: now) }
        follow(decision, id)
        return state
    }

    private mutating func follow<D: Decider>(_ decision: Decision<D>, _ id: String) {
        waiting += decision.messages.map { ($0.id, $0.input) }
        for case .set(let name, let due, _) in decision.timers { timers["\(id) \(name)"] = due }
        for case .cancel(let name) in decision.timers { timers["\(id) \(name)"] = nil }
        for case let effect as RenderInvoice in decision.effects {
            rendered.append(effect.invoice)
            waiting.append((id, InvoiceApplication.Input.rendered(invoiceID: effect.invoice.id)))
        }
    }

    private func cause(_ id: String) -> Cause { Cause(now: now, inputID: "x", aggregateID: id) }

    /// What is invoiced and not reversed.
    var invoiced: Money { applications.values.filter { $0.status == .issued }.compactMap { $0.invoice?.total }.sum() }
    var open: Money { invoiceables.values.map { $0.standing.amount }.sum() }
    var owed: Money { arrears.values.map(\.balance).sum() }
}
