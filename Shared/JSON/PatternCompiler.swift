/// Turns a pattern of a document into what readers match byte by byte: `^`, then characters, classes and `\.`, each once or with
/// `?`, `*`, `+`, `{8}`, `{2,}`, `{2,9}`, then `$`. No groups, no alternatives, ASCII only.
package struct PatternCompiler {
    /// Why a pattern cannot be compiled, as a clause.
    package struct Refusal: Error, Hashable, CustomStringConvertible {
        package let clause: String
        package var description: String { clause }
    }

    private let characters: [Unicode.Scalar]
    private var position = 0

    /// - Throws: `Refusal` also where a reader would have to go back, because a character may belong to two steps.
    package static func steps(of pattern: String) throws(Refusal) -> [TextPattern.Step] {
        var compiler = PatternCompiler(pattern)
        let steps = try compiler.steps()
        try refuseGoingBack(steps)
        return steps
    }

    private init(_ pattern: String) { characters = Array(pattern.unicodeScalars) }

    private mutating func steps() throws(Refusal) -> [TextPattern.Step] {
        guard characters.count >= 2, characters.first == "^", characters.last == "$" else {
            throw Refusal(clause: "a pattern begins with ^ and ends with $")
        }
        position = 1
        var steps: [TextPattern.Step] = []
        while position < characters.count - 1 {
            let set = try set()
            let count = try count()
            steps.append(TextPattern.Step(low: set.low, high: set.high, count: count))
        }
        return steps
    }

    /// What comes after some characters of varying number must not begin with one of them.
    private static func refuseGoingBack(_ steps: [TextPattern.Step]) throws(Refusal) {
        for (index, step) in steps.enumerated() where step.count.lowerBound < step.count.upperBound {
            for next in steps[(index + 1)...] {
                guard step.low & next.low == 0, step.high & next.high == 0 else {
                    throw Refusal(clause: "a character of the pattern may belong to two of its parts; write it apart")
                }
                if next.count.lowerBound > 0 { break }
            }
        }
    }
}

/// Some ASCII characters.
private struct CharacterSet {
    var low: UInt64 = 0
    var high: UInt64 = 0

    mutating func insert(_ range: ClosedRange<UInt32>) {
        for value in range {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
    }
}

extension PatternCompiler {
    fileprivate mutating func set() throws(Refusal) -> CharacterSet {
        var set = CharacterSet()
        guard characters[position] == "[" else {
            let value = try literal(special: "[](){}.*+?|^$")
            set.insert(value...value)
            return set
        }
        position += 1
        while position < characters.count, characters[position] != "]" {
            let first = try literal(special: "[]^")
            guard position + 1 < characters.count, characters[position] == "-", characters[position + 1] != "]" else {
                set.insert(first...first)
                continue
            }
            position += 1
            let last = try literal(special: "[]^")
            guard first <= last else { throw Refusal(clause: "a range of characters ends before it begins") }
            set.insert(first...last)
        }
        guard position < characters.count, set.low | set.high != 0 else {
            throw Refusal(clause: "a class of characters is empty or has no end")
        }
        position += 1
        return set
    }

    /// One character that stands for itself.
    private mutating func literal(special: String) throws(Refusal) -> UInt32 {
        let isEscaped = characters[position] == "\\"
        if isEscaped { position += 1 }
        guard position < characters.count else { throw Refusal(clause: "a pattern ends within an escape") }
        let character = characters[position]
        let isWordCharacter = character.properties.isAlphabetic || ("0"..."9").contains(character)
        guard character.isASCII, character.value >= 0x20, character != "\"", character.value != 0x7F,
            !(isEscaped && character == "\\"),
            isEscaped ? !isWordCharacter : !special.unicodeScalars.contains(character)
        else {
            throw Refusal(clause: "\(isEscaped ? "\\" : "")\(character) is not part of our patterns; see README.md")
        }
        position += 1
        return character.value
    }

    private mutating func count() throws(Refusal) -> ClosedRange<Int> {
        let single: [Unicode.Scalar: ClosedRange<Int>] = ["?": 0...1, "*": 0...Int.max, "+": 1...Int.max]
        if let count = single[characters[position]] {
            position += 1
            return count
        }
        guard characters[position] == "{" else { return 1...1 }
        guard let end = characters[position...].firstIndex(of: "}") else {
            throw Refusal(clause: "a number in braces has no end")
        }
        let text = characters[(position + 1)..<end].map(String.init).joined()
        let bounds = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        position = end + 1
        guard let least = bounds[0], least >= 0 else { throw Refusal(clause: "{\(text)} is no number of characters") }
        guard bounds.count == 2 else { return least...least }
        if text.hasSuffix(",") { return least...Int.max }
        guard let most = bounds[1], most >= least else { throw Refusal(clause: "{\(text)} is no number of characters") }
        return least...most
    }
}
