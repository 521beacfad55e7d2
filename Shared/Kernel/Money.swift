/// An amount of CNY in fen (1/100 yuan). Integer arithmetic only.
///
/// No amount ends a process: contracts and requests hold amounts to `limit`, aggregates that accumulate refuse what would take
/// them beyond it, and whatever gets past them stays at the end of 64 bits.
package struct Money: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let fen: Int64

    /// The least number of 64 bits counts as the one after it, so that every amount has an opposite.
    package init(fen: Int64) { self.fen = max(fen, -.max) }
    /// Whole yuan.
    package init(yuan: Int64) { self.init(fen: yuan.saturatingMultiplied(by: 100)) }

    package static let zero = Money(fen: 0)
    /// The largest amount that a contract or a request may hold: a hundred thousand million yuan. A hundred of them, as many as
    /// a message has lines, still add up exactly in the 53 bits that some JSON readers have.
    package static let limit = Money(fen: 10_000_000_000_000)

    /// Whether a balance of this amount may stand: neither it nor its opposite is above `limit`.
    package var isWithinLimit: Bool { fen.magnitude <= Self.limit.fen.magnitude }

    package init(from decoder: any Decoder) throws {
        self.init(fen: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }

    package static func + (left: Money, right: Money) -> Money { Money(fen: left.fen.saturatingAdding(right.fen)) }
    package static func - (left: Money, right: Money) -> Money { Money(fen: left.fen.saturatingSubtracting(right.fen)) }
    package static prefix func - (money: Money) -> Money { Money(fen: -money.fen) }
    package static func * (money: Money, count: Int) -> Money {
        Money(fen: money.fen.saturatingMultiplied(by: Int64(count)))
    }
    package static func += (left: inout Money, right: Money) { left = left + right }
    package static func -= (left: inout Money, right: Money) { left = left - right }
    package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }

    /// `1234.05`, for people.
    package var description: String {
        let (yuan, fen) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(self.fen < 0 ? "-" : "")\(yuan).\(fen.padded(2))"
    }

    /// Splits into parts proportional to `weights` that add up to this amount exactly.
    ///
    /// Every part is its exact share rounded down or up; the fen left over go to the largest remainders, ties to the earlier part.
    /// A negative weight counts as zero; if all are zero the split is as even as possible. No weights, no parts.
    package func split(by weights: [Int64]) -> [Money] {
        if fen < 0 { return (-self).split(by: weights).map { -$0 } }
        let isEven = weights.allSatisfy { $0 <= 0 }
        let shares = weights.map { isEven ? 1 : Int128(max($0, 0)) }
        let total = shares.reduce(0, +)
        let exact = shares.map { (Int128(fen) * $0).quotientAndRemainder(dividingBy: total) }
        var parts = exact.map { Int64($0.quotient) }
        let left = Int(fen - parts.reduce(0, +))
        let byRemainder = exact.indices.sorted { (exact[$1].remainder, $0) < (exact[$0].remainder, $1) }
        for index in byRemainder.prefix(left) { parts[index] += 1 }
        return parts.map(Money.init(fen:))
    }
}

extension Sequence<Money> {
    package func sum() -> Money { reduce(.zero, +) }
}
