import FoundationEssentials
import Kernel

/// Makes values of any type that can be decoded: by chance, but of words that were seen before.
final class Inventor {
    var random: SeededGenerator
    var now: Instant
    var vocabulary = Vocabulary()
    /// Looked up by name once.
    private var known: [ObjectIdentifier: [Enumerations.Case]] = [:]

    init(seed: UInt64, now: Instant) {
        random = SeededGenerator(seed: seed)
        self.now = now
    }

    /// - Parameter member: the name under which the value stands in its parent.
    func invent<Value: Decodable>(_: Value.Type, member: String) throws -> Value {
        if Value.self == Instant.self, let instant = instant(member) as? Value { return instant }
        if Value.self == CivilDate.self, let date = ShanghaiCalendar.date(of: instant(member)) as? Value { return date }
        if Value.self == Money.self, let money = Money(fen: amount(member)) as? Value { return money }
        return try Value(from: Invention(self, member: member, cases: cases(of: Value.self)))
    }

    /// A value of a case by name.
    func invent<Value: Decodable>(_: Value.Type, case name: String) throws -> Value {
        try Value(from: Invention(self, member: name, cases: cases(of: Value.self).filter { $0.name == name }))
    }

    private func cases(of type: Any.Type) -> [Enumerations.Case] {
        if let cases = known[ObjectIdentifier(type)] { return cases }
        let cases = Enumerations.ofDomains.cases(of: type) ?? []
        known[ObjectIdentifier(type)] = cases
        return cases
    }

    func text(_ member: String) -> String {
        let seen = vocabulary.texts(of: member)
        if !seen.isEmpty, random.chance(85) { return seen.randomElement(using: &random) ?? "" }
        if random.chance(50), let other = vocabulary.anyText(&random) { return other }
        let odd = ["", " ", "X-9", "云建站", "=1+1", "a:b", "0", String(repeating: "长", count: 300)]
        return odd.randomElement(using: &random) ?? ""
    }

    func number(_ member: String) -> Int64 {
        let seen = vocabulary.numbers(of: member)
        if !seen.isEmpty, random.chance(75) { return seen.randomElement(using: &random) ?? 0 }
        return [-1, 0, 1, 1, 2, 3, 5, 12, 1_000].randomElement(using: &random) ?? 0
    }

    private func amount(_ member: String) -> Int64 {
        let seen = vocabulary.numbers(of: member)
        if !seen.isEmpty, random.chance(75) { return seen.randomElement(using: &random) ?? 0 }
        // No contract lets an amount below zero in.
        return [0, 0, 1, 99, 100, 19_900, 886_900, 1_000_000_000_000].randomElement(using: &random) ?? 0
    }

    private func instant(_ member: String) -> Instant {
        let seen = vocabulary.texts(of: member)
        if random.chance(60), let text = seen.randomElement(using: &random), let instant = Instant(rfc3339: text) {
            return instant
        }
        let spans: [Instant.Span] = [
            .seconds(0), Instant.Span(microseconds: 1), .seconds(1), .minutes(5), .days(1), .days(5), .days(92),
        ]
        let span = spans.randomElement(using: &random) ?? .seconds(0)
        return random.chance(50) ? now + span : now - span
    }
}
