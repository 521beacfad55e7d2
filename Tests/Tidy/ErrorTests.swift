import Testing

/// An error that reaches a log says what is wrong, not only what its type is called.
@Suite struct ErrorTests {
    @Test("Every error describes itself")
    func described() {
        // Those of the test kits reach no log.
        let sources = Repository.swift.filter {
            $0.isIn(["Services/", "Shared/"]) && !$0.isIn(["Shared/TestKit/", "Shared/DomainTestKit/"])
        }
        let silent = sources.flatMap(ErrorTypes.silent)
        #expect(silent.isEmpty, "\(listed(silent))")
    }

    @Test(
        "An error without a description is found, and one whose name says all is not",
        arguments: [
            ("enum Trouble: Error { case much(String) }", 1),
            ("package struct Fault: Error, Hashable {\n    let reason: String\n}", 1),
            ("struct Gone: Error {}", 0),
            ("package struct Gone: Error {\n    package init() {}\n}\nlet a = 1", 0),
            ("enum Trouble: Error, CustomStringConvertible { case much }", 0),
            ("struct Fault: LoggableError { let a = 1 }", 0),
            ("enum Trouble: Error { case much }\nextension Trouble: CustomStringConvertible {}", 0),
            ("enum Trouble: Error { case much }\nextension Other: CustomStringConvertible {}", 1),
            ("struct Page: Hashable { let error: Error }", 0),
        ])
    func planted(source: String, count: Int) {
        #expect(ErrorTypes.silent(SourceFile(path: "Shared/A/B.swift", text: source)).count == count)
    }
}

/// Reads which types of a file are errors, and which describe themselves.
enum ErrorTypes {
    private static let descriptions: Set = ["CustomStringConvertible", "LoggableError"]

    static func silent(_ file: SourceFile) -> [Finding] {
        let declarations = declarations(file)
        let described = Set(declarations.filter { !descriptions.isDisjoint(with: $0.conformances) }.map(\.name))
        return declarations.filter { declaration in
            declaration.isType && declaration.conformances.contains("Error") && !declaration.isEmpty
                && !described.contains(declaration.name)
        }.map {
            file.finding(
                $0.line,
                "\($0.name) is an error without a description: logs show only its name. Make it CustomStringConvertible, "
                    + "with what is wrong and how to mend it, free of secrets and personal data.")
        }
    }

    private struct Declaration {
        let name: String
        let line: Int
        let isType: Bool
        let conformances: Set<String>
        let isEmpty: Bool
    }

    /// From a brace to the one that closes it.
    private static func body(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
        var depth = 0
        return tokens.prefix { token in
            if token.kind == .symbol, token.text == "{" { depth += 1 }
            if token.kind == .symbol, token.text == "}" { depth -= 1 }
            return depth > 0
        }
    }

    private static func declarations(_ file: SourceFile) -> [Declaration] {
        let tokens = file.tokens
        return tokens.indices.compactMap { place in
            guard ["struct", "enum", "class", "actor", "extension"].contains(tokens[place].text),
                tokens[place].kind == .word, place + 2 < tokens.count, tokens[place + 1].kind == .word,
                let brace = tokens[place...].firstIndex(where: { $0.text == "{" }),
                tokens[place..<brace].contains(where: { $0.text == ":" })
            else { return nil }
            return Declaration(
                name: tokens[place + 1].text, line: tokens[place].line, isType: tokens[place].text != "extension",
                conformances: Set(tokens[(place + 2)..<brace].filter { $0.kind == .word }.map(\.text)),
                isEmpty: !body(tokens[brace...]).contains {
                    $0.kind == .word && ["let", "var", "case"].contains($0.text)
                })
        }
    }
}
