import FoundationEssentials

/// The cases of the enumerations in the services' domains, read from their sources: Swift itself does not tell them.
struct Enumerations: Sendable {
    struct Case: Sendable {
        let name: String
        /// What a case without values is stored as, if it is stored as a text.
        let rawText: String
    }

    /// By module and name, `OrdersDomain.Wallet.Input`.
    private let cases: [String: [Case]]

    static let ofDomains = Enumerations()

    func cases(of type: Any.Type) -> [Case]? { cases[String(reflecting: type)] }

    private init() {
        var found: [String: [Case]] = [:]
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        for service in Enumerations.names(in: "\(root)/Services") {
            let domain = "\(root)/Services/\(service)/Domain"
            for file in Enumerations.names(in: domain) where file.hasSuffix(".swift") {
                let text = FileManager.default.contents(atPath: "\(domain)/\(file)") ?? Data()
                Enumerations.read(String(decoding: text, as: UTF8.self), module: "\(service)Domain", into: &found)
            }
        }
        cases = found
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Relies on the common format: what is declared in a type stands four blanks further to the right than the type.
    private static func read(_ text: String, module: String, into found: inout [String: [Case]]) {
        var types: [(indent: Int, name: String)] = []
        var pending = ""
        for line in text.split(separator: "\n") {
            let indent = line.prefix { $0 == " " }.count
            let words = line.dropFirst(indent)
            if !pending.isEmpty || (words.hasPrefix("case ") && types.last.map { $0.indent + 4 == indent } == true) {
                pending += words
                guard isBalanced(pending) else { continue }
                found[path(module, types), default: []] += cases(pending.dropFirst("case ".count))
                pending = ""
            } else if !words.hasPrefix("}"), !words.hasPrefix("//") {
                types.removeAll { $0.indent >= indent }
                guard let name = declared(words) else { continue }
                types.append((indent, name))
                // `enum A { case b, c }` on one line.
                if let list = words.split(separator: "{ case ", maxSplits: 1).dropFirst().first {
                    found[path(module, types), default: []] += cases(list.drop { $0 == " " }.prefix { $0 != "}" })
                }
            }
        }
    }

    private static func path(_ module: String, _ types: [(indent: Int, name: String)]) -> String {
        ([module] + types.map(\.name)).joined(separator: ".")
    }

    /// The name of the type that a line begins to declare or to extend.
    private static func declared(_ line: Substring) -> String? {
        let words = line.split(separator: " ").drop { ["package", "fileprivate", "private", "indirect"].contains($0) }
        guard let first = words.first, ["enum", "struct", "extension", "class", "protocol"].contains(first) else {
            return nil
        }
        return words.dropFirst().first.map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "." }) }
    }

    private static func isBalanced(_ text: String) -> Bool { text.count { $0 == "(" } == text.count { $0 == ")" } }

    /// `a(Int), b = "x", c` gives three.
    private static func cases(_ list: Substring) -> [Case] {
        var depth = 0
        let parts = list.split { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
        return parts.map { part in
            let name = String(part.drop { $0 == " " }.prefix { $0 != "(" && $0 != " " }.filter { $0 != "`" })
            let raw = part.contains("(") ? nil : part.split(separator: "\"").dropFirst().first
            return Case(name: name, rawText: raw.map(String.init) ?? name)
        }
    }
}
