package import Kernel

/// Partners whose listings catalog carries (CAT-09).
package enum Partner: String, Codable, CaseIterable, Sendable {
    case sedo, afternic, yumi, other
}

package enum FeedKind: String, Codable, CaseIterable, Sendable {
    /// All that the partner sells; what is missing is delisted.
    case full
    /// Changes only.
    case incremental
}

/// A domain as a partner offers it.
package struct Listing: Codable, Hashable, Sendable {
    package var domain: String
    /// All the buyer pays, one year of renewal included (CAT-08).
    package var price: Money
    package var seller: String
    /// The day the registration ends, `2027-03-01`; empty if the partner does not say.
    package var expires: String
    /// The partner's own name for the listing.
    package var reference: String

    package init(domain: String, price: Money, seller: String, expires: String, reference: String) {
        self.domain = domain
        self.price = price
        self.seller = seller
        self.expires = expires
        self.reference = reference
    }
}

/// The first line of a feed: `domain-feed|1|full|sedo|2026-11-21T08:00:00Z`.
package struct FeedHeader: Hashable, Sendable {
    package let kind: FeedKind
    package let partner: Partner
    package let generatedAt: Instant

    /// - Throws: what is wrong with the line, for people.
    package init(line: Substring) throws(FeedFault) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0] == "domain-feed", fields[1] == "1" else {
            throw FeedFault("the first line must be domain-feed|1|<kind>|<partner>|<instant>")
        }
        guard let kind = FeedKind(rawValue: String(fields[2])) else {
            throw FeedFault("the kind must be full or incremental")
        }
        guard let partner = Partner(rawValue: String(fields[3])) else {
            throw FeedFault("the partner must be one of \(Partner.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let generatedAt = Instant(rfc3339: String(fields[4])) else {
            throw FeedFault("the instant must be an RFC 3339 date-time")
        }
        self.kind = kind
        self.partner = partner
        self.generatedAt = generatedAt
    }
}

/// The last line: `end|<number of lines between>|<SHA-256 of all bytes before this line>`. A feed without it was cut off.
package struct FeedTrailer: Hashable, Sendable {
    package let lineCount: Int64
    /// Lower-case hexadecimal.
    package let digest: String

    package static let prefix = "end|"

    package init(line: Substring) throws(FeedFault) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0] == "end", let count = wholeNumber(fields[1]), fields[2].utf8.count == 64
        else {
            throw FeedFault("the last line must be end|<number of lines>|<SHA-256 as 64 hexadecimal digits>")
        }
        lineCount = count
        digest = fields[2].lowercased()
    }
}

/// A line in between: `put|domain|price in fen|seller|expires|reference` or `drop|domain`.
package enum FeedLine: Hashable, Sendable {
    case put(Listing, DomainName)
    case drop(DomainName)

    package init(_ line: Substring, in kind: FeedKind, by rules: FeedRules) throws(FeedFault) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        switch (fields.first, fields.count) {
        case ("put", 6): self = try Self.listing(fields, rules)
        case ("drop", 2) where kind == .incremental: self = .drop(try rules.names.listed(fields[1]))
        case ("drop", _) where kind == .full:
            throw FeedFault("a full feed drops what it leaves out; drop is for incremental feeds")
        default: throw FeedFault("expected put|domain|price|seller|expires|reference or drop|domain")
        }
    }

    private static func listing(_ fields: [Substring], _ rules: FeedRules) throws(FeedFault) -> FeedLine {
        let name = try rules.names.listed(fields[1])
        guard let fen = wholeNumber(fields[2]), (1...priceMaxFen).contains(fen) else {
            throw FeedFault("the price must be a whole number of fen from 1 to \(priceMaxFen), digits only")
        }
        let renewal = rules.renewals.price(tld: name.tld)
        guard DomainPrice(total: Money(fen: fen), renewal: renewal) != nil else {
            throw FeedFault("the price must be above the year of renewal that it includes, \(renewal) yuan")
        }
        guard fields[4].isEmpty || CivilDate(isoDate: fields[4]) != nil else {
            throw FeedFault("the expiry must be a date like 2027-03-01 or empty")
        }
        guard fields[3].utf8.count <= 200, fields[5].utf8.count <= 200, line(isPrintable: fields) else {
            throw FeedFault("seller and reference must have at most 200 bytes, without control characters")
        }
        return .put(
            Listing(
                domain: name.description, price: Money(fen: fen), seller: String(fields[3]), expires: String(fields[4]),
                reference: String(fields[5])),
            name)
    }

    private static func line(isPrintable fields: [Substring]) -> Bool {
        fields.allSatisfy { $0.utf8.allSatisfy { $0 >= 32 && $0 != 127 } }
    }

    private static let priceMaxFen: Int64 = 100_000_000_000
}

/// What decides about a line besides the line itself.
package struct FeedRules: Sendable {
    package let names: NameRules
    package let renewals: RenewalPrices

    package init(names: NameRules, renewals: RenewalPrices) {
        self.names = names
        self.renewals = renewals
    }
}

/// A number as feeds write it: digits alone, no sign, no zero in front. nil for anything else.
private func wholeNumber(_ text: Substring) -> Int64? {
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
        text.utf8.count == 1 || text.utf8.first != 48
    else { return nil }
    return Int64(text)
}

/// What is wrong with a line or with the whole feed, for people.
package struct FeedFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }

    package init(_ reason: String) { self.reason = reason }
}

extension CivilDate {
    /// `2027-03-01`
    init?(isoDate text: Substring) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.map(\.utf8.count) == [4, 2, 2],
            fields.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(fields[0]), let month = Int(fields[1]), let day = Int(fields[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
