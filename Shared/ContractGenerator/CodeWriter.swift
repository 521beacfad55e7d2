/// Collects lines of Swift, indented by four blanks per level.
struct CodeWriter {
    private(set) var text = ""
    private var level = 0

    mutating func line(_ line: String = "") {
        text += line.isEmpty ? "\n" : String(repeating: "    ", count: level) + line + "\n"
    }

    /// Lines in braces: `block("if x") { … }`.
    mutating func block(_ head: String, _ body: (inout CodeWriter) -> Void) {
        line(head + " {")
        level += 1
        body(&self)
        level -= 1
        line("}")
    }

    /// A list in brackets, one element per line.
    mutating func list(_ head: String, _ elements: [String], closing: String = "]") {
        line(head)
        level += 1
        for element in elements { line(element + ",") }
        level -= 1
        line(closing)
    }

    mutating func documentation(_ sentences: String...) {
        for sentence in sentences where !sentence.isEmpty {
            for line in sentence.split(separator: "\n") { self.line("/// " + line) }
        }
    }

    /// A Swift string literal.
    static func quoted(_ text: String) -> String {
        var literal = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            default: literal.unicodeScalars.append(character)
            }
        }
        return literal + "\""
    }
}
