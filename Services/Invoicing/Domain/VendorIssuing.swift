package import Kernel

/// INV-05: whether a vendor lets its invoices be issued electronically, and under which name. Its id is the vendor's.
package enum VendorIssuing: Decider {
    package static let kind = "vendor-issuing"

    package struct State: Codable, Hashable, Sendable {
        package var issuer: Issuer?
        package var isElectronic = false

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        case set(Issuer, isElectronic: Bool)
    }

    package enum Event: Codable, Hashable, Sendable {
        case set(Issuer, isElectronic: Bool)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        VendorIssuing
    > {
        guard case .set(let issuer, let isElectronic) = input else { return .nothing }
        guard CreditCode.isValid(issuer.taxNumber) else {
            throw Rejection(
                .invalid, "tax-number-wrong", rule: "INV-01",
                "The unified social credit code must have 18 characters, the last of them the right check.",
                items: ["taxNumber"])
        }
        return state.issuer == issuer && state.isElectronic == isElectronic
            ? .nothing : Decision(.set(issuer, isElectronic: isElectronic))
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        guard case .set(let issuer, let isElectronic) = event else { return }
        (state.issuer, state.isElectronic) = (issuer, isElectronic)
    }
}
