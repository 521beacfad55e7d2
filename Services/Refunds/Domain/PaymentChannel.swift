package import Kernel

/// Where the cash of an order came from, and so where it goes back to (REF-03).
package enum PaymentChannel: String, Codable, Hashable, Sendable {
    /// The account's balance or credit: back in the instant it is booked.
    case account
    /// A bank stands in between: online payment, remittance.
    case bank

    /// The name of a payment method of the orders service.
    package init(method: String) { self = ["balance", "credit", "voucher"].contains(method) ? .account : .bank }

    /// REF-03: the days on which money that left us at `instant` arrives; nil if it is there already.
    ///
    /// Working days are Monday to Friday in Shanghai. Public holidays are not known here and can only make it later.
    package func arrival(of instant: Instant) -> (first: CivilDate, last: CivilDate)? {
        guard self == .bank else { return nil }
        let today = ShanghaiCalendar.date(of: instant)
        return (adding(workingDays: 2, to: today), adding(workingDays: 3, to: today))
    }

    private func adding(workingDays count: Int, to start: CivilDate) -> CivilDate {
        var day = start
        var left = count
        while left > 0 {
            day = day.adding(days: 1)
            // 1 January 1970 was a Thursday.
            let weekday = (day.daysSince1970 % 7 + 7 + 3) % 7
            if weekday < 5 { left -= 1 }
        }
        return day
    }
}
