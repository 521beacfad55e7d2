import Kernel
import SimulatorKit
import Synchronization

/// What is wanted from a partner.
struct PurchaseRequest: Sendable {
    let partner: PartnerName
    let reference: String
    let domain: String
    let priceFen: Int64
}

enum PurchaseAnswer: Sendable {
    case purchase(Purchase, isNew: Bool)
    /// The partner's word for the reason why nothing was booked.
    case refused(String)
}

/// All purchases, at all partners: each reference buys once, and each domain is sold once.
final class PurchaseBook: Sendable {
    fileprivate struct State {
        var purchases: [Purchase] = []
        var count = 0
    }

    private let state = Mutex(State())
    let faults: FaultPlan

    init(_ faults: FaultPlan) { self.faults = faults }

    var all: [Purchase] { state.withLock { $0.purchases } }

    func reset() { state.withLock { $0 = State(count: $0.count) } }

    /// The purchase as it is now, and one more look-up at it.
    func lookUp(_ partner: PartnerName, _ reference: String) -> Purchase? {
        state.withLock { state in
            guard let index = state.index(partner, reference) else { return nil }
            state.purchases[index].lookUps += 1
            return state.purchases[index]
        }
    }

    func domain(_ partner: PartnerName, _ reference: String) -> String? {
        state.withLock { state in state.index(partner, reference).map { state.purchases[$0].domain } }
    }

    /// Why the domain cannot be bought; nil when it can.
    func refusal(of request: PurchaseRequest) -> String? {
        let script = script(request)
        if script?.flag("refuseOrder") == true {
            return Reasons.word(script?.text("reason") ?? "stale-listing", at: request.partner)
        }
        if let asked = script?.integer("askedFen"), asked > request.priceFen {
            return Reasons.priceTooLow(at: request.partner)
        }
        let isTaken = state.withLock { state in
            state.purchases.contains {
                $0.domain == request.domain && ($0.partner, $0.reference) != (request.partner, request.reference)
                    && $0.outcome.takesDomain
            }
        }
        return isTaken ? Reasons.word("stale-listing", at: request.partner) : nil
    }

    func buy(_ request: PurchaseRequest, at now: Instant) -> PurchaseAnswer {
        let known = state.withLock { state in
            state.index(request.partner, request.reference).map { state.purchases[$0] }
        }
        if let known { return .purchase(known, isNew: false) }
        if let refusal = refusal(of: request) { return .refused(refusal) }
        let script = script(request)
        return state.withLock { state in
            state.count += 1
            let purchase = Purchase(request, number: state.count, script: script, at: now)
            state.purchases.append(purchase)
            return .purchase(purchase, isNew: true)
        }
    }

    private func script(_ request: PurchaseRequest) -> Script? {
        faults.script(for: [request.domain, request.reference, request.partner.rawValue])
    }
}

extension PurchaseBook.State {
    fileprivate func index(_ partner: PartnerName, _ reference: String) -> Int? {
        purchases.firstIndex { $0.partner == partner && $0.reference == reference }
    }
}

extension Purchase.Status {
    fileprivate var takesDomain: Bool { if case .failed = self { false } else { true } }
}

extension Purchase {
    fileprivate init(_ request: PurchaseRequest, number: Int, script: Script?, at now: Instant) {
        partner = request.partner
        reference = request.reference
        domain = request.domain
        boughtAt = now
        let prefix =
            switch request.partner {
            case .sedo: "S-"
            case .afternic: "AFN-"
            case .yumi: "YM"
            }
        self.number = "\(prefix)\(70_000 + number)"
        lookUpsBefore = script?.integer("afterLookUps") ?? 0
        settledAt = now + .seconds(script?.integer("afterSeconds") ?? 0)
        outcome =
            switch script?.text("outcome") {
            case "failed": .failed(reason: Reasons.word(script?.text("reason") ?? "stale-listing", at: request.partner))
            case "processing": .processing
            default: .bought(expires: script?.text("expires") ?? Self.usualExpiry(now))
            }
    }

    /// Half a year from now.
    private static func usualExpiry(_ now: Instant) -> String { String((now + .days(182)).rfc3339.prefix(10)) }
}
