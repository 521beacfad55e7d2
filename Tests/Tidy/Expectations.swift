/// Finds tests that cannot fail: those in whose body nothing is expected, neither there nor in a helper that they call.
enum Expectations {
    static func missing(in files: [SourceFile]) -> [Finding] {
        let functions = files.flatMap { file in Sizes.bodies(of: file).map { (file, $0) } }
        var expecting = Set(functions.filter { expects($0.1.tokens) }.map(\.1.name))
        // Helpers of helpers: until no more are found.
        var known = -1
        while expecting.count != known {
            known = expecting.count
            for (_, function) in functions where calls(function.tokens, expecting) { expecting.insert(function.name) }
        }
        return functions.filter { $0.1.isTest && !expects($0.1.tokens) && !calls($0.1.tokens, expecting) }.map {
            $0.0.finding($0.1.line, "\($0.1.name)() expects nothing, so it cannot fail: say with #expect what must be.")
        }
    }

    /// An error that is expected without saying which: any typing mistake would do.
    static func anyErrors(_ file: SourceFile) -> [Finding] {
        file.tokens.places(of: ["throws", ":", "(", "any", "Error", ")", ".", "self"]).map {
            file.finding(
                file.tokens[$0].line,
                "#expect(throws: (any Error).self) takes every error: name the one that must come.")
        }
    }

    private static func expects(_ tokens: ArraySlice<Token>) -> Bool {
        let tokens = Array(tokens)
        return ["expect", "require"].contains { !tokens.places(of: ["#", $0]).isEmpty }
            || !tokens.places(of: ["Issue", ".", "record"]).isEmpty
            || !tokens.places(of: ["confirmation", "("]).isEmpty
    }

    private static func calls(_ tokens: ArraySlice<Token>, _ names: Set<String>) -> Bool {
        zip(tokens, tokens.dropFirst()).contains { token, next in
            token.kind == .word && names.contains(token.text) && ["(", "{"].contains(next.text)
        }
    }
}
