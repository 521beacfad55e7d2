/// An amount of CNY in fen (1/100 yuan). Integer arithmetic only; overflow is a programming error and traps.
package struct Money: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let fen: Int64

    package init(fen: Int64) { self.fen = fen }
    /// Whole yuan.
    package init(yuan: Int64) { fen = yuan * 100 }

    package static let zero = Money(fen: 0)

    package init(from decoder: any Decoder) throws {
        fen = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }

    package static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
    package static func - (left: Money, right: Money) -> Money { Money(fen: left.fen - right.fen) }
    package static prefix func - (money: Money) -> Money { Money(fen: -money.fen) }
    package static func * (money: Money, count: Int) -> Money { Money(fen: money.fen * Int64(count)) }
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
    /// Weights must not be negative; if all are zero the split is as even as possible.
    package func split(by weights: [Int64]) -> [Money] {
        precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 }, "weights must be present and not negative")
        if weights.allSatisfy({ $0 == 0 }) { return split(by: weights.map { _ in 1 }) }
        if fen < 0 { return (-self).split(by: weights).map { -$0 } }
        let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
        let exact = weights.map { (Int128(fen) * Int128($0)).quotientAndRemainder(dividingBy: total) }
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
