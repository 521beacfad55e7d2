/// A role an account acts in.
package struct Role: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A cloud account, or a sub-account of one, that buys.
    package static let buyer = Role(rawValue: "buyer")
    /// A vendor selling on the marketplace.
    package static let vendor = Role(rawValue: "vendor")
    /// The platform's staff.
    package static let `operator` = Role(rawValue: "operator")
}

/// Who asks.
package struct Principal: Sendable, Hashable {
    package let account: String
    /// Set when a sub-account acts for the account.
    package let subAccount: String?
    package let roles: Set<Role>
    /// What a sub-account was granted; the account itself needs none.
    package let policies: Set<String>
    /// The vendor the account speaks for.
    package let vendor: String?

    package init(
        account: String, subAccount: String? = nil, roles: Set<Role> = [], policies: Set<String> = [],
        vendor: String? = nil
    ) {
        self.account = account
        self.subAccount = subAccount
        self.roles = roles
        self.policies = policies
        self.vendor = vendor
    }

    /// Those of the policies that the asker lacks, in the order given; none for an account that acts itself.
    package func missingPolicies(_ required: [String]) -> [String] {
        subAccount == nil ? [] : required.filter { !policies.contains($0) }
    }
}

/// Who may call an operation. There is no default: every operation names it.
package enum Access: Sendable, Hashable {
    /// Without any credential. One that is sent counts if it is valid, and is ignored if not.
    case anyone
    /// Whoever has a valid credential.
    case authenticated
    /// Whoever has at least one of the roles.
    case roles(Set<Role>)

    /// - Throws: `Problem` 401 without principal, 403 naming the roles when none fits.
    func check(_ principal: Principal?) throws(Problem) {
        if self == .anyone { return }
        guard let principal else { throw .unauthenticated("Send a bearer token in the Authorization header.") }
        guard case .roles(let roles) = self, roles.isDisjoint(with: principal.roles) else { return }
        let names = roles.map(\.rawValue).sorted()
        throw .forbidden("This needs the role \(names.joined(separator: " or ")).", missing: names)
    }
}
