import ContractGenerator
import JSON
import Testing

/// A small generator with a seed, so that a failure can be repeated.
private struct Digits {
    private var state: UInt64 = 20_261_128

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}

@Suite struct PatternTests {
    @Test(
        "Compiled patterns match what a regular expression matches",
        arguments: [
            ("^[A-Za-z0-9][A-Za-z0-9._:-]*$", "A-b.9"), ("^[0-9]+$", "09"), ("^[A-Z]{3}-[0-9]{2}$", "ABZ-90"),
            ("^[0-9a-f]{4}$", "09ab"), ("^a?b{2,}c{1,3}$", "abbbcc"), ("^\\.[x-z_]*$", ".x_"), ("^ab*$", "abb"),
            ("^$", ""),
        ])
    func likeRegex(pattern: String, sample: String) throws {
        let compiled = TextPattern(pattern, try PatternCompiler.steps(of: pattern))
        let expression = try Regex(pattern)
        let alphabet = Array("ab.c0-9AZxyz_:é😀")
        var digits = Digits()
        #expect(compiled.matches(sample))
        for _ in 0..<1_000 {
            var text = Array(sample)
            for _ in 0...digits.next(below: 3) {
                let start = digits.next(below: text.count + 1)
                let end = min(text.count, start + digits.next(below: 2))
                text.replaceSubrange(
                    start..<end, with: [alphabet[digits.next(below: alphabet.count)]].prefix(digits.next(below: 2)))
            }
            #expect(
                compiled.matches(String(text)) == (String(text).wholeMatch(of: expression) != nil), "\(String(text))")
        }
    }

    @Test(
        "A pattern that is more than steps is refused with the reason",
        arguments: [
            ("[0-9]", "begins with ^"), ("^[0-9]", "ends with $"), ("^(ab)$", "( is not part"),
            ("^a|b$", "| is not part"),
            ("^.$", ". is not part"), ("^\\d$", "\\d is not part"), ("^[^a]$", "^ is not part"), ("^é$", "is not part"),
            ("^\"$", "is not part"), ("^\\\\$", "is not part"), ("^[]$", "is empty"),
            ("^[z-a]$", "ends before it begins"),
            ("^[a$", "has no end"), ("^a{x}$", "is no number"), ("^a{3,2}$", "is no number"), ("^a{3$", "has no end"),
            ("^*a$", "* is not part"), ("^a*a$", "may belong to two"), ("^[ab]+b?c$", "may belong to two"),
            ("^a?b?a$", "may belong to two"),
        ])
    func refused(pattern: String, reason: String) {
        let refusal = #expect(throws: PatternCompiler.Refusal.self) { try PatternCompiler.steps(of: pattern) }
        #expect(refusal?.clause.contains(reason) == true, "\(refusal?.clause ?? "")")
    }
}
