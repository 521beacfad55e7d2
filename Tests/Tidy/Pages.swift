/// Paths that exist on one machine only.
enum LocalPaths {
    static let forbidden = ["/work", "/farm", "../shared", "/home"]

    static func findings(path: String, text: String) -> [Finding] {
        guard forbidden.contains(where: { text.contains($0) }) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            forbidden.filter { names(String(line), $0) }.map {
                Finding(path: path, line: index + 1, what: "names \($0)")
            }
        }
    }

    /// True where the path stands by itself: `/workers` and `a/work` are something else.
    private static func names(_ line: String, _ forbidden: String) -> Bool {
        line.ranges(of: forbidden).contains { range in
            let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
            let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
            let begins = before.map { !$0.isLetter && !$0.isNumber && !"._-}/)*".contains($0) } ?? true
            return begins && (after.map { !$0.isLetter && !$0.isNumber && $0 != "-" } ?? true)
        }
    }
}

/// Links of a Markdown page to other files.
enum Links {
    /// Targets of `[text](target)` without their anchors; what leads out of the repository is left out.
    static func of(_ text: String) -> [String] {
        text.split(separator: "](").dropFirst().compactMap { rest in
            guard let end = rest.firstIndex(of: ")") else { return nil }
            let target = rest[..<end].split(separator: "#", omittingEmptySubsequences: false)[0]
            let isOutside = target.isEmpty || target.contains(":") || target.contains(" ")
            return isOutside ? nil : String(target)
        }
    }

    static func resolve(_ link: String, from folder: String) -> String {
        var parts = folder.split(separator: "/").map(String.init)
        for step in link.split(separator: "/") {
            switch step {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(String(step))
            }
        }
        return parts.joined(separator: "/")
    }
}
