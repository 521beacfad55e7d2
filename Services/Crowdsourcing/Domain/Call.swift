package import Kernel

/// CRW-04: buyer and vendor talk through a relay number; neither learns the other's.
package struct Call: Codable, Hashable, Sendable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        /// The relay has been asked.
        case requested
        case bound
        /// The relay lends no number for these two.
        case refused
    }

    package enum Party: String, Codable, Sendable { case buyer, vendor }

    package struct Request: Codable, Hashable, Sendable {
        package var callID: String
        package var party: Party
        /// The buyer's account or the vendor.
        package var partyID: String
        /// The vendor to talk with, or that talks.
        package var vendorID: String

        package init(callID: String, party: Party, partyID: String, vendorID: String) {
            self.callID = callID
            self.party = party
            self.partyID = partyID
            self.vendorID = vendorID
        }
    }

    package var id: String
    package var vendorID: String
    package var status = Status.requested
    package var relayNumber = ""
    package var expiresAt: Instant?
    package var refusal = ""
}

/// Asks the relay for a number that connects two; answered by `Demand.Input.callBound` or `.callRefused`.
package struct CallBinding: Effect, Hashable {
    package static let port = "phone-relay"

    package let callID: String
    package let buyer: Phone
    package let vendor: Phone
    package let lifetimeSeconds: Int
}

extension Demand {
    static let relayLifetimeSeconds = 7_200

    static func call(_ state: State, _ request: Call.Request, _ now: Instant) throws(Rejection) -> Decision<Self> {
        let mayTalk =
            request.party == .buyer ? isBuyer(state, request.partyID) : state.isVisible(toVendor: request.partyID)
        guard mayTalk, request.party == .buyer || request.partyID == request.vendorID, let buyer = state.phone else {
            throw absent
        }
        guard ![.withdrawn, .completed].contains(state.phase) else {
            throw Rejection(
                .conflict, "demand-closed", rule: "CRW-04",
                "The demand is \(state.phase.rawValue): there is nothing left to call about.")
        }
        guard let grab = state.grabs.first(where: { $0.vendorID == request.vendorID }) else {
            throw Rejection(
                .conflict, "demand-not-grabbed", rule: "CRW-04",
                "Only vendors that have grabbed the demand can be talked with.")
        }
        guard let vendor = grab.phone else {
            throw Rejection(
                .conflict, "vendor-without-phone", rule: "CRW-04",
                "The vendor's account has no phone number that could be called.")
        }
        if let open = state.calls.last(where: { $0.vendorID == request.vendorID }), isUsable(open, now) {
            return .nothing
        }
        var decision = Decision<Self>(.callRequested(Call(id: request.callID, vendorID: request.vendorID)))
        decision.request(
            CallBinding(callID: request.callID, buyer: buyer, vendor: vendor, lifetimeSeconds: relayLifetimeSeconds))
        return decision
    }

    private static func isUsable(_ call: Call, _ now: Instant) -> Bool {
        switch call.status {
        case .requested: true
        case .bound: call.expiresAt.map { now < $0 } ?? false
        case .refused: false
        }
    }

    static func answerCall(_ state: State, _ input: Input) -> Decision<Self> {
        func isPending(_ id: String) -> Bool { state.calls.contains { $0.id == id && $0.status == .requested } }
        switch input {
        case .callBound(let id, let number, let expiry) where isPending(id):
            return Decision(.callBound(callID: id, relayNumber: number, expiresAt: expiry))
        case .callRefused(let id, let reason) where isPending(id):
            return Decision(.callRefused(callID: id, reason: reason))
        default: return .nothing
        }
    }

    static func evolveCalls(_ state: inout State, _ event: Event) {
        func update(_ id: String, _ change: (inout Call) -> Void) {
            guard let index = state.calls.firstIndex(where: { $0.id == id }) else { return }
            change(&state.calls[index])
        }
        switch event {
        case .callRequested(let call):
            // Only the latest per vendor can still be used.
            state.calls.removeAll { $0.vendorID == call.vendorID }
            state.calls.append(call)
        case .callBound(let id, let number, let expiry):
            update(id) { ($0.status, $0.relayNumber, $0.expiresAt) = (.bound, number, expiry) }
        case .callRefused(let id, let reason): update(id) { ($0.status, $0.refusal) = (.refused, reason) }
        default: break
        }
    }
}
