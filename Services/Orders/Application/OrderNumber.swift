package import Kernel

/// Numbers that people can read over the phone, and ids derived from what caused them, so that a repeat gives the same.
package enum OrderNumber {
    /// `O-`, the day in Shanghai as yymmdd, ten digits.
    ///
    /// - Parameters:
    ///   - day: an instant that a repeat carries too, such as the offer's issue.
    ///   - digest: at least 8 bytes of a digest over what the order is for.
    package static func make(day: Instant, digest: [UInt8]) -> String {
        let date = ShanghaiCalendar.date(of: day).description.filter { $0 != "-" }.suffix(6)
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 10_000_000_000
        let digits = String(number)
        return "O-\(date)\(String(repeating: "0", count: 10 - digits.count))\(digits)"
    }
}
