import Testing

@Suite struct SizeTests {
    @Test("No file grows beyond 400 lines")
    func files() {
        let sizes = Dictionary(uniqueKeysWithValues: Repository.swift.map { ($0.path, Sizes.lines(of: $0)) })
        let grown = ratcheted(sizes, limit: Ratchet.fileLinesMax, known: Ratchet.longFiles)
        #expect(
            grown.isEmpty,
            "\(listed(grown)): cut it where its parts have names of their own; extensions may lie in files of their own."
        )
    }

    @Test("No function grows beyond 70 lines")
    func functions() {
        var sizes: [String: Int] = [:]
        for file in Repository.swift {
            for function in Sizes.functions(of: file) {
                let name = "\(file.path) \(function.name)"
                sizes[name] = max(sizes[name] ?? 0, function.lines)
            }
        }
        let grown = ratcheted(sizes, limit: Ratchet.functionLinesMax, known: Ratchet.longFunctions)
        #expect(grown.isEmpty, "\(listed(grown)): give its steps names.")
    }

    @Test("A ratchet lets nothing grow or join, and nothing stay that has shrunk")
    func ratchet() {
        let sizes = ["new": 11, "same": 20, "grown": 22, "shrunk": 19, "small": 10]
        let told = ratcheted(sizes, limit: 10, known: ["same": 20, "grown": 21, "shrunk": 20, "small": 15, "gone": 30])
        #expect(
            told == [
                "gone has gone or shrunk below the limit: take it out of Ratchet", "grown has 22 lines, was 21",
                "new has 11 lines, 10 are allowed",
                "shrunk has 19 lines, was 20: write that into Ratchet",
                "small has gone or shrunk below the limit: take it out of Ratchet",
            ])
    }

    private func ratcheted(_ sizes: [String: Int], limit: Int, known: [String: Int]) -> [String] {
        var told: [String] = []
        for (name, size) in sizes where size > limit {
            switch known[name] {
            case nil: told.append("\(name) has \(size) lines, \(limit) are allowed")
            case let was? where size > was: told.append("\(name) has \(size) lines, was \(was)")
            case let was? where size < was:
                told.append("\(name) has \(size) lines, was \(was): write that into Ratchet")
            default: break
            }
        }
        for name in known.keys where sizes[name] ?? 0 <= limit {
            told.append("\(name) has gone or shrunk below the limit: take it out of Ratchet")
        }
        return told.sorted()
    }
}
