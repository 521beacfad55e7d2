/// The unified social credit code of enterprises (GB 32100): 18 characters, the last of them a check.
package enum CreditCode {
    /// Digits and capitals without I, O, S, V and Z, which look like digits or each other.
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    package static func isValid(_ code: String) -> Bool {
        let values = code.utf8.compactMap { alphabet.firstIndex(of: $0) }
        return code.utf8.count == 18 && values.count == 18 && values[17] == check(values.prefix(17))
    }

    /// Weights are the powers of 3, all modulo 31.
    private static func check(_ values: some Sequence<Int>) -> Int {
        var (sum, weight) = (0, 1)
        for value in values {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return (31 - sum % 31) % 31
    }
}
