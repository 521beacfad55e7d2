package import Kernel

/// REF-05: why something is outside the guarantee.
package struct Exclusion: Hashable, Sendable {
    package let rule: String
    /// Machine-readable, kebab case, stable.
    package let code: String
    /// One sentence for the buyer.
    package let detail: String

    private init(_ rule: String, _ code: String, _ detail: String) {
        self.rule = rule
        self.code = code
        self.detail = detail
    }

    package var rejection: Rejection { Rejection(.conflict, code, rule: rule, detail) }

    static let notPaid = Exclusion("REF-01", "not-paid", "The order is not paid, so there is nothing to give back.")
    static let noBadge = Exclusion(
        "REF-01", "no-badge", "The product did not bear the badge \"five-day no-reason refund\" when it was bought.")
    static let domainBought = Exclusion(
        "ORD-13", "domain-paid",
        "A partner's domain cannot be given up once it is paid; if the purchase fails the money comes back by itself.")
    static let imageNotByPeriod = Exclusion(
        "REF-02", "image-not-by-period",
        "Of images only those bought by the month or year are refunded, never those paid by use.")
    static let imageInUse = Exclusion(
        "REF-02", "image-in-use",
        "The image is in use: stop its server or give the server another system first, after saving your data, then apply again."
    )
    static let accepted = Exclusion("REF-02", "accepted", "Everything has been accepted, which ended the guarantee.")
    static let noRequirement = Exclusion(
        "REF-06", "no-requirement", "No requirement was filed within three months of the payment.")
    static let materialWithheld = Exclusion(
        "REF-06", "material-withheld", "Material the work needs was withheld for over three months, so that it stopped."
    )
    static let demandsBeyondPromise = Exclusion(
        "REF-06", "demands-beyond-promise", "Demands were added that go beyond what the vendor promised.")
    static let silence = Exclusion(
        "REF-06", "silence",
        "Results were neither answered nor confirmed for over three months, or the project expired for it.")
    static let breachOfLaw = Exclusion(
        "REF-06", "breach-of-law",
        "The delivery is impossible for a breach of law on the buyer's side, for example a missing ICP filing.")

    static func type(_ type: ProductType) -> Exclusion {
        Exclusion("REF-02", "type-never-refunded", "Products of the type \(type.rawValue) are not refunded.")
    }

    static func fiveDaysOver(_ end: Instant) -> Exclusion {
        Exclusion("REF-02", "five-days-over", "The guarantee of five days from the payment ended at \(end.rfc3339).")
    }
}
