/// Under which suffixes registries sell names: the first part of the public suffix list.
package struct SuffixList: Sendable {
    private var suffixes: Set<String> = []
    /// `ck` of the rule `*.ck`: every label under it is a suffix of its own.
    private var wildcards: Set<String> = []
    /// `www.ck` of the rule `!www.ck`: a name although the wildcard makes it a suffix.
    private var exceptions: Set<String> = []

    package var isEmpty: Bool { suffixes.isEmpty }

    /// - Parameters:
    ///   - text: the list as it is published. Its second part, of private companies' suffixes, does not count: nobody sells there.
    ///   - encode: gives a name in ASCII, nil for what is no valid name.
    package init(_ text: String, encode: (String) -> String?) {
        var isRegistries = true
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("//") {
                if line.contains("===BEGIN PRIVATE") { isRegistries = false }
                if line.contains("===BEGIN ICANN") { isRegistries = true }
            } else if isRegistries, let rule = line.split(whereSeparator: \.isWhitespace).first {
                add(String(rule), encode)
            }
        }
    }

    private mutating func add(_ rule: String, _ encode: (String) -> String?) {
        if rule.hasPrefix("*.") {
            if let name = encode(String(rule.dropFirst(2))) { wildcards.insert(name) }
        } else if rule.hasPrefix("!") {
            if let name = encode(String(rule.dropFirst())) { exceptions.insert(name) }
        } else if let name = encode(rule) {
            suffixes.insert(name)
        }
    }

    /// How many of the last labels are the suffix; nil if no registry is known for the name.
    func suffixLength(of labels: [Substring]) -> Int? {
        for start in labels.indices {
            let name = labels[start...].joined(separator: ".")
            let length = labels.count - start
            if exceptions.contains(name) { return length - 1 }
            if suffixes.contains(name) { return length }
            let parent = labels[start...].dropFirst()
            if !parent.isEmpty, wildcards.contains(parent.joined(separator: ".")) { return length }
        }
        return nil
    }
}
