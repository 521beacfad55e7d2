package import Kernel

/// What identity says of an account, as far as demands need it. Its id is the account's.
package enum Account: Decider {
    package static let kind = "account"

    package struct Facts: Codable, Hashable, Sendable {
        /// The vendor for whom it acts.
        package var vendorID: String?
        /// What the account calls itself; the vendor's name if it acts for one.
        package var name: Personal?
        package var phone: Phone?

        package init(vendorID: String? = nil, name: Personal? = nil, phone: Phone? = nil) {
            self.vendorID = vendorID
            self.name = name
            self.phone = phone
        }

        /// Where a vendor is reached: the account's number, if it acts for the vendor.
        package func phone(of vendorID: String) -> Phone? { self.vendorID == vendorID ? phone : nil }
    }

    /// A demand that the account grabbed for a vendor, and that therefore holds its number.
    package struct Grabbed: Codable, Hashable, Sendable {
        package var demandID: String
        package var vendorID: String

        package init(demandID: String, vendorID: String) {
            self.demandID = demandID
            self.vendorID = vendorID
        }
    }

    package struct State: Codable, Hashable, Sendable {
        package var facts = Facts()
        package var grabbed: [Grabbed] = []

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        case changed(Facts)
        /// - Parameter phone: the number with which the demand was grabbed.
        case grabbed(Grabbed, phone: Phone?)
        /// The account is gone: nothing of it may be kept.
        case forgotten
    }

    package enum Event: Codable, Hashable, Sendable {
        case changed(Facts)
        case grabbed(Grabbed)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .changed(let facts):
            // Not held against what is known: two names that are forgotten look alike, and a replay has to decide the same.
            var decision = Decision<Self>(.changed(facts))
            for item in state.grabbed {
                correct(item, state.facts.phone(of: item.vendorID), by: facts, cause, &decision)
            }
            return decision
        case .grabbed(let item, let phone):
            guard !state.grabbed.contains(item) else { return .nothing }
            var decision = Decision<Self>(.grabbed(item))
            // It may have changed, or its account be gone, while the demand was being grabbed.
            correct(item, phone, by: state.facts, cause, &decision)
            return decision
        case .forgotten:
            var decision = Decision<Self>(events: state == State() ? [] : [.forgotten])
            decision.tell(PhoneProof.self, cause.aggregateID, .forget)
            for item in state.grabbed {
                correct(item, state.facts.phone(of: item.vendorID), by: Facts(), cause, &decision)
            }
            return decision
        }
    }

    /// CRW-04: nobody is connected with a number that is no longer the vendor's.
    private static func correct(
        _ item: Grabbed, _ known: Phone?, by facts: Facts, _ cause: Cause, _ decision: inout Decision<Self>
    ) {
        let phone = facts.phone(of: item.vendorID)
        guard phone?.digest != known?.digest else { return }
        decision.tell(Demand.self, item.demandID, .vendorPhoneChanged(accountID: cause.aggregateID, phone: phone))
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .changed(let facts): state.facts = facts
        case .grabbed(let item): state.grabbed.append(item)
        case .forgotten: state = State()
        }
    }
}
