package import Kernel

/// ORD-01: an order's number, `O-261121-0123-4567-8901-2345`: `O-`, the day in Shanghai as yymmdd, sixteen digits in groups of
/// four, so that people can read it out. The shape is frozen: others store it, print it and are told it.
///
/// The digits come from a digest over what the order is for, so that a repeat gives the same. Should two orders of a day meet in one
/// number all the same, the one that has it notices, and the other takes the next.
package struct OrderNumber: Codable, Hashable, Sendable, CustomStringConvertible {
    private static let count: UInt64 = 10_000_000_000_000_000

    private let day: String
    private let number: UInt64

    /// - Parameters:
    ///   - day: an instant that a repeat carries too, such as the offer's issue.
    ///   - digest: at least 8 bytes of a digest over what the order is for.
    package init(day: Instant, digest: [UInt8]) {
        let date = ShanghaiCalendar.date(of: day).description.filter { $0 != "-" }.suffix(6)
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % Self.count
        self.init(String(date), number)
    }

    private init(_ day: String, _ number: UInt64) {
        self.day = day
        self.number = number
    }

    /// Of the same day, for an order that finds this one taken.
    package var next: OrderNumber { OrderNumber(day, (number + 1) % Self.count) }

    package var description: String {
        let digits = String(number)
        let padded = Array(String(repeating: "0", count: 16 - digits.count) + digits)
        let groups = stride(from: 0, to: 16, by: 4).map { String(padded[$0..<$0 + 4]) }
        return "O-\(day)-\(groups.joined(separator: "-"))"
    }
}
