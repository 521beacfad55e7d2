package import Kernel

/// DOM-03: a domain in its buyer's account.
package struct OwnedDomain: Codable, Hashable, Sendable {
    package let expiresOn: CivilDate
    package var holder: Holder

    package init(expiresOn: CivilDate, holder: Holder) {
        self.expiresOn = expiresOn
        self.holder = holder
    }
}

/// DOM-04: whose data the registration bears.
package enum Holder: String, Codable, Hashable, Sendable {
    /// The buyer's verified template.
    case buyer
    /// The former holder's, until the buyer has filed the identity papers.
    case formerPapersNeeded = "former-papers-needed"
    /// The former holder's; the change of holder is under way.
    case formerChangeUnderway = "former-change-underway"

    /// DOM-04: replaced at once, except under registries that first want the new holder's papers.
    package static func afterTransfer(of domain: String, to registrant: Registrant) -> Holder {
        guard registryWantsPapers(for: domain) else { return .buyer }
        return registrant.papersOnTemplate ? .formerChangeUnderway : .formerPapersNeeded
    }

    /// Country-code names (two letters, or one in its own script), and .xin, which is run by the same rules.
    static func registryWantsPapers(for domain: String) -> Bool {
        let topLevel = domain.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return topLevel.utf8.count == 2 || ["xin", "xn--fiqs8s", "xn--fiqz9s", "中国", "中國"].contains(topLevel)
    }
}

/// DOM-03 with CAT-08: the price included a year. No registry lets a name run more than ten years ahead, and the last day of a
/// February gives way where the year has none.
package func expiryWithRenewal(registryDate: CivilDate, today: CivilDate) -> CivilDate {
    min(registryDate.adding(months: 12), max(registryDate, today.adding(months: 120)))
}
