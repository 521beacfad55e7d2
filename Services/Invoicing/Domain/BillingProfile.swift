package import Kernel

/// Whom invoices name as the buyer (INV-01). Its id is the account's, so there is exactly one.
package enum BillingProfile: Decider {
    package static let kind = "billing-profile"

    package enum Title: Codable, Hashable, Sendable {
        /// The title is 个人.
        case individual
        case enterprise(Enterprise)
    }

    package enum InvoiceType: String, Codable, Hashable, Sendable, CaseIterable {
        case general, special
    }

    package struct Enterprise: Codable, Hashable, Sendable {
        /// In full, as on the licence.
        package let name: Personal
        /// By the tax status.
        package let invoiceType: InvoiceType
        package let taxNumber: Personal
        package let bank: Personal
        package let bankAccount: Personal

        package init(
            name: Personal, invoiceType: InvoiceType, taxNumber: Personal, bank: Personal, bankAccount: Personal
        ) {
            self.name = name
            self.invoiceType = invoiceType
            self.taxNumber = taxNumber
            self.bank = bank
            self.bankAccount = bankAccount
        }
    }

    package struct State: Codable, Hashable, Sendable {
        package var title: Title?
        /// Counts the changes.
        package var revision: Int64 = 0

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        /// - revision: the one the change is based on; nil for whichever there is.
        case set(Title, revision: Int64?)
        /// The account is gone. What invoices say of their buyer stays with them.
        case forget
    }

    package enum Event: Codable, Hashable, Sendable {
        case set(Title)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        BillingProfile
    > {
        switch input {
        case .set(let title, let revision):
            if state.title == title { return .nothing }
            if let revision, revision != state.revision { throw .changedSince }
            try check(title)
            return Decision(.set(title))
        case .forget: return state.title == nil ? .nothing : Decision(.forgotten)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .set(let title): state.title = title
        case .forgotten: state.title = nil
        }
        state.revision += 1
    }

    /// INV-01.
    private static func check(_ title: Title) throws(Rejection) {
        guard case .enterprise(let enterprise) = title else { return }
        var wrong: [String] = []
        if !enterprise.name.satisfies({ !$0.isBlank }) { wrong.append("name") }
        if !enterprise.taxNumber.satisfies(CreditCode.isValid) { wrong.append("taxNumber") }
        if !enterprise.bank.satisfies({ !$0.isBlank }) { wrong.append("bank") }
        guard wrong.isEmpty else {
            throw Rejection(
                .invalid, "profile-incomplete", rule: "INV-01",
                "An enterprise gives its full name, its unified social credit code with the right check character, its bank and its account there.",
                items: wrong)
        }
    }
}

extension Rejection {
    static var changedSince: Rejection {
        Rejection(
            .conflict, "changed-since", "This was changed since you read it; read it again and repeat your change.")
    }
}
