/// A function and how many lines it takes, signature included.
struct MeasuredFunction: Equatable {
    let name: String
    let line: Int
    let lines: Int
}

/// A function and what stands between its braces, the braces included.
struct FunctionBody {
    let name: String
    let line: Int
    let isTest: Bool
    let tokens: ArraySlice<Token>
}

enum Sizes {
    static func lines(of file: SourceFile) -> Int { file.text.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// Functions and initialisers with a body; those inside others count for both.
    static func functions(of file: SourceFile) -> [MeasuredFunction] {
        bodies(of: file).map { body in
            MeasuredFunction(
                name: body.name, line: body.line, lines: (body.tokens.last?.line ?? body.line) - body.line + 1)
        }
    }

    static func bodies(of file: SourceFile) -> [FunctionBody] {
        let starts = file.tokens.indices.filter { place in
            let token = file.tokens[place]
            guard token.kind == .word else { return false }
            if token.text == "func" { return true }
            guard token.text == "init", place + 1 < file.tokens.count,
                ["(", "<", "?"].contains(file.tokens[place + 1].text)
            else { return false }
            return place == 0 || file.tokens[place - 1].text != "."
        }
        return starts.compactMap { start in
            guard let open = body(after: start, file.tokens), let close = end(of: open, file.tokens) else { return nil }
            let name = file.tokens[start].text == "init" ? "init" : file.tokens[start + 1].text
            return FunctionBody(
                name: name, line: file.tokens[start].line, isTest: isTest(start, file.tokens),
                tokens: file.tokens[open...close])
        }
    }

    /// Whether `@Test` stands before a function, with or without a name and arguments.
    private static func isTest(_ start: Int, _ tokens: [Token]) -> Bool {
        var place = start - 1
        while place > 0 {
            if tokens[place].text == ")" {
                var depth = 0
                repeat {
                    if tokens[place].kind == .symbol {
                        depth += tokens[place].text == ")" ? 1 : tokens[place].text == "(" ? -1 : 0
                    }
                    place -= 1
                } while depth > 0 && place > 0
            }
            if tokens[place].text == "Test", place > 0, tokens[place - 1].text == "@" { return true }
            guard tokens[place].kind == .word || tokens[place].text == "@",
                !["var", "let", "in", "return", "}"].contains(tokens[place].text)
            else { return false }
            place -= 1
        }
        return false
    }

    /// The brace that opens a body; nil for a requirement of a protocol, which ends at the next declaration or closing brace.
    private static func body(after start: Int, _ tokens: [Token]) -> Int? {
        var depth = 0
        for place in (start + 1)..<tokens.count {
            let token = tokens[place]
            guard token.kind != .literal else { continue }
            switch token.text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return place
            case "}" where depth == 0, "func" where depth == 0 && place > start + 1, "var" where depth == 0: return nil
            default: break
            }
        }
        return nil
    }

    private static func end(of open: Int, _ tokens: [Token]) -> Int? {
        var depth = 0
        for place in open..<tokens.count where tokens[place].kind == .symbol {
            if tokens[place].text == "{" { depth += 1 }
            if tokens[place].text == "}" { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }
}
