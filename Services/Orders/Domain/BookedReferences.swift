package import Kernel

/// The references under which something was booked for an account: receipts, or grants. Each counts once, whoever repeats it, and for
/// ever; so that the account does not grow with them, older ones are asked of the rows, and only the last few are kept with it.
package struct BookedReferences: Codable, Hashable, Sendable {
    /// What the rows say of a reference.
    package struct Found: Codable, Hashable, Sendable {
        /// How many bookings of this kind the rows held when they were asked.
        package let count: Int64
        package let isBooked: Bool

        package init(count: Int64, isBooked: Bool) {
            self.count = count
            self.isBooked = isBooked
        }

        /// Nothing was ever booked.
        package static let nothing = Found(count: 0, isBooked: false)
    }

    package enum Standing: Equatable, Sendable {
        case free, booked
        /// More was booked since the rows were asked than is kept here: neither side can tell.
        case uncertain
    }

    package static let recentMax = 50

    /// How many there ever were. Rows are written with the booking, so that it only grows, and theirs is never ahead.
    package private(set) var count: Int64 = 0
    /// Oldest first.
    package private(set) var recent: [String] = []

    /// ORD-05: a reference is free if it is neither among what the rows held nor among all that was booked since.
    package func standing(of reference: String, _ found: Found) -> Standing {
        if found.isBooked || recent.contains(reference) { return .booked }
        return count - found.count <= Int64(recent.count) ? .free : .uncertain
    }

    mutating func add(_ reference: String) {
        count += 1
        recent.append(reference)
        if recent.count > Self.recentMax { recent.removeFirst() }
    }
}

/// Money or vouchers that an operator books for an account.
package struct Booking: Codable, Hashable, Sendable {
    package let amount: Money
    /// Names the receipt or the grant.
    package let reference: String
    package let operatorID: String
    /// Whether the identity system has told of the account.
    package let isKnown: Bool
    /// What the rows say of the reference.
    package let found: BookedReferences.Found

    package init(
        amount: Money, reference: String, operatorID: String, isKnown: Bool, found: BookedReferences.Found
    ) {
        self.amount = amount
        self.reference = reference
        self.operatorID = operatorID
        self.isKnown = isKnown
        self.found = found
    }
}
