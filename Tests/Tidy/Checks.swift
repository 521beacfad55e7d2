/// Each check takes a file and gives its offences. Pure, so that each is tried on a planted offence too.
enum Checks {
    typealias Check = @Sendable (SourceFile) -> [Finding]

    static func foundation(_ file: SourceFile) -> [Finding] {
        imports(file).filter { $0.module.hasPrefix("Foundation") && $0.module != "FoundationEssentials" }.map {
            file.finding(
                $0.line,
                "imports \($0.module), which brings ICU: 40 MB per service. Use FoundationEssentials, or better the standard library."
            )
        }
    }

    static func rooms(_ file: SourceFile) -> [Finding] {
        guard let room = file.room else { return [] }
        return imports(file).compactMap { used in
            let isAllowed: Bool
            if room.hasSuffix("Domain") {
                isAllowed = used.module == "Kernel"
            } else if room.hasSuffix("Application") {
                isAllowed = ["Kernel", room.dropLast("Application".count) + "Domain"].contains(used.module)
            } else {
                return nil
            }
            return isAllowed
                ? nil
                : file.finding(
                    used.line,
                    "\(room) imports \(used.module). Declare a port in Application and let Adapters do it with \(used.module)."
                )
        }
    }

    static func unsafe(_ file: SourceFile) -> [Finding] {
        words(
            file, ["unsafe"],
            "'unsafe' is for the modules that wrap a C library. Call one of them, or give it what you miss.")
    }

    static func sql(_ file: SourceFile) -> [Finding] {
        if file.room?.hasSuffix("Adapters") == true { return [] }
        let beginnings = [
            "SELECT", "INSERT INTO", "DELETE FROM", "UPDATE", "WITH", "CREATE", "ALTER", "DROP", "TRUNCATE",
        ]
        return file.tokens.filter { token in
            guard token.kind == .literal else { return false }
            let text = token.text.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " ")
            return beginnings.contains { text.hasPrefix($0 + " ") || text == $0 }
        }.map {
            file.finding(
                $0.line,
                "SQL belongs into the Adapters of the service that owns the tables, behind a port of its Application.")
        }
    }

    static func topics(_ file: SourceFile) -> [Finding] {
        let kinds = [".events.v", ".commands.v", ".journal.v"]
        return file.tokens.filter { token in
            guard token.kind == .literal else { return false }
            return token.text.hasPrefix("marketplace.accounts.v")
                || kinds.contains { kind in
                    guard let after = token.text.firstRange(of: kind)?.upperBound else { return false }
                    return token.text[after...].first?.isNumber == true
                }
        }.map {
            file.finding(
                $0.line, "a topic as text. Name it as in Topics.ordersEvents, so that a renamed topic does not build.")
        }
    }

    static func crashes(_ file: SourceFile) -> [Finding] {
        let forced = file.tokens.indices.dropFirst().filter { place in
            let (token, before) = (file.tokens[place], file.tokens[place - 1])
            guard token.text == "!", token.kind == .symbol, token.isGlued else { return false }
            let follows = place + 1 < file.tokens.count ? file.tokens[place + 1] : nil
            if follows?.text == "=", follows?.isGlued == true { return false }
            return before.kind == .word || [")", "]"].contains(before.text)
        }
        let calls = ["fatalError", "assertionFailure"].flatMap { file.tokens.places(of: [$0, "("]) }
        return (forced + calls).sorted().map {
            let token = file.tokens[$0]
            let offence = token.text == "!" ? "\(file.tokens[$0 - 1].text)!" : token.text
            return file.finding(
                token.line,
                "'\(offence)' ends the service over one datum. Throw an error, park the input or skip it; a wiring mistake may be a precondition."
            )
        }
    }

    static func clocks(_ file: SourceFile) -> [Finding] {
        let readers: Set = [
            "ContinuousClock", "SuspendingClock", "SystemClock", "clock_gettime", "gettimeofday", "DispatchWallTime",
        ]
        let advice =
            "only Runtime reads a clock. Take `now` from the Cause, or a WallClock given by the ServiceContext."
        return words(file, readers, advice)
            + file.tokens.places(of: ["Date", "(", ")"]).map { file.finding(file.tokens[$0].line, "Date(): \(advice)") }
    }

    static func sleeps(_ file: SourceFile) -> [Finding] {
        let bare = ["sleep", "usleep", "nanosleep"].flatMap { file.tokens.places(of: [$0, "("]) }.filter { place in
            place == 0 || ![".", "func"].contains(file.tokens[place - 1].text)
        }
        return (file.tokens.places(of: ["Task", ".", "sleep"]) + bare).map {
            file.finding(
                file.tokens[$0].line,
                "a test that sleeps is slow and still fails on a busy machine. Wait for the thing itself, or move a clock."
            )
        }
    }

    // MARK: Parts

    private static func imports(_ file: SourceFile) -> [(module: String, line: Int)] {
        file.tokens.places(of: ["import"]).compactMap { place in
            var next = place + 1
            if next < file.tokens.count,
                ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"].contains(
                    file.tokens[next].text)
            {
                next += 1
            }
            return next < file.tokens.count ? (file.tokens[next].text, file.tokens[place].line) : nil
        }
    }

    private static func words(_ file: SourceFile, _ words: Set<String>, _ what: String) -> [Finding] {
        file.tokens.filter { $0.kind == .word && words.contains($0.text) }.map {
            file.finding($0.line, "\($0.text): \(what)")
        }
    }
}

extension SourceFile {
    func finding(_ line: Int, _ what: String) -> Finding { Finding(path: path, line: line, what: what) }
}
