internal import HTTPServer
internal import JSON

/// Reads the members of a control request and refuses what it does not know: a misspelt fault would otherwise be one that never happens.
struct MemberReader {
    private let members: JSONMembers
    private var unread: Set<String>
    private let place: String

    init(_ value: JSONValue, _ place: String = "") throws(Problem) {
        guard let members = value.object else {
            throw .badRequest("\(place.isEmpty ? "the body" : place) must be an object, not \(value.typeName)")
        }
        self.members = members
        self.place = place
        unread = Set(members.names)
    }

    mutating func take(_ name: String) -> JSONValue? {
        unread.remove(name)
        return members[name]
    }

    /// 0 when it is not there.
    mutating func rate(_ name: String) throws(Problem) -> Double {
        guard let value = take(name) else { return 0 }
        guard let rate = value.double, (0...1).contains(rate) else { throw wrong(name, "a number from 0 to 1") }
        return rate
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>, default initial: Int) throws(Problem) -> Int {
        guard let value = take(name) else { return initial }
        guard let number = value.int64, let number = Int(exactly: number), range.contains(number) else {
            throw wrong(name, "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `{"min": 10, "max": 200}` or one number for both; 0 when it is not there.
    mutating func delayMs(_ name: String) throws(Problem) -> ClosedRange<Int> {
        let limits = 0...3_600_000
        guard let value = take(name) else { return 0...0 }
        if let number = value.int64, let number = Int(exactly: number), limits.contains(number) {
            return number...number
        }
        var range = try MemberReader(value, name)
        let low = try range.integer("min", in: limits, default: 0)
        let high = try range.integer("max", in: limits, default: low)
        try range.finish()
        guard low <= high else { throw wrong(name, "a range whose min is not above its max") }
        return low...high
    }

    func finish() throws(Problem) {
        guard let name = unread.min() else { return }
        throw .badRequest("'\(name)' is not known here", field: name)
    }

    private func wrong(_ name: String, _ expected: String) -> Problem {
        .badRequest("'\(name)' must be \(expected)", field: name)
    }
}
