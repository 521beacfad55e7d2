package import Kernel

/// Amounts in the capital numerals of Chinese documents, which cannot be altered by a stroke.
package enum CapitalNumerals {
    private static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    private static let units: [(value: UInt64, name: String)] = [
        (100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾"),
    ]

    /// 12005.30 is `壹万贰仟零伍圆叁角整`, -0.05 is `负伍分`, nothing is `零圆整`.
    package static func text(_ amount: Money) -> String {
        let sign = amount.fen < 0 ? "负" : ""
        let (yuan, rest) = amount.fen.magnitude.quotientAndRemainder(dividingBy: 100)
        let (jiao, fen) = (Int(rest / 10), Int(rest % 10))
        guard yuan > 0 || rest > 0 else { return "零圆整" }
        var text = yuan > 0 ? spell(yuan) + "圆" : ""
        if jiao > 0 { text += digits[jiao] + "角" }
        if fen > 0 {
            // A missing place between two written ones is read as one zero.
            if jiao == 0, yuan > 0 { text += "零" }
            text += digits[fen] + "分"
        }
        return sign + text + (fen == 0 ? "整" : "")
    }

    /// The number is its head in the largest unit it reaches, and what is left; a zero stands where the next place is skipped.
    private static func spell(_ number: UInt64) -> String {
        guard let unit = units.first(where: { $0.value <= number }) else { return digits[Int(number)] }
        let (head, rest) = number.quotientAndRemainder(dividingBy: unit.value)
        guard rest > 0 else { return spell(head) + unit.name }
        return spell(head) + unit.name + (rest < unit.value / 10 ? "零" : "") + spell(rest)
    }
}
