/// A registrable domain name: one label under a public suffix, in lower-case ASCII (`xn--…` where it is Chinese).
package struct DomainName: Hashable, Sendable, CustomStringConvertible {
    /// The label in front: `example` of `example.com.cn`.
    package let label: String
    /// What it is registered under: `com.cn`.
    package let tld: String
    /// The label as people read it: 中文 for `xn--fiq228c`.
    package let readableLabel: String

    package var description: String { "\(label).\(tld)" }
}

/// Names beyond ASCII; who makes one has the library for it.
package struct NameEncoding: Sendable {
    /// In ASCII, by IDNA 2008 without mapping anything; nil if the name is not valid.
    package let strict: @Sendable (String) -> String?
    /// In ASCII, after mapping what people type (capitals, full-width forms); nil if the name is not valid.
    package let mapped: @Sendable (String) -> String?
    /// What people read for a name in ASCII; nil if it stands for nothing.
    package let readable: @Sendable (String) -> String?

    package init(
        strict: @escaping @Sendable (String) -> String?, mapped: @escaping @Sendable (String) -> String?,
        readable: @escaping @Sendable (String) -> String?
    ) {
        self.strict = strict
        self.mapped = mapped
        self.readable = readable
    }
}

/// Which texts are names of domains that can be sold.
package struct NameRules: Sendable {
    private let suffixes: SuffixList
    private let encoding: NameEncoding

    package init(suffixes: SuffixList, encoding: NameEncoding) {
        self.suffixes = suffixes
        self.encoding = encoding
    }

    /// CAT-08: the name as a partner lists it. Strict, for money follows: what would have to be mapped to be a name (a Kelvin sign for
    /// a k) is a mistake or a trick.
    ///
    /// - Throws: what is wrong with it.
    package func listed(_ text: Substring) throws(FeedFault) -> DomainName {
        guard let ascii = ascii(text, encoding.strict) else {
            throw FeedFault("the domain must be a valid name by IDNA 2008, such as 中文.com or xn--fiq228c.com")
        }
        guard let name = name(ascii) else {
            throw FeedFault("the domain must be one label of letters, digits and inner hyphens under a public suffix")
        }
        return name
    }

    /// CAT-08: the name as somebody looks for it, in capitals, with a full stop at its end, in full-width letters; nil if it is none.
    package func lookedUp(_ text: String) -> DomainName? {
        guard let ascii = ascii(text[...], encoding.mapped) else { return nil }
        return name(ascii.hasSuffix(".") ? String(ascii.dropLast()) : ascii)
    }

    /// The library is asked only for names that need it: a feed has millions of them.
    private func ascii(_ text: Substring, _ encode: (String) -> String?) -> String? {
        guard (1...1_000).contains(text.utf8.count) else { return nil }
        let lowered = Self.lowerCaseASCII(text)
        let isPlain = lowered.utf8.allSatisfy { $0 < 128 }
        return isPlain && !lowered.contains("xn--") ? lowered : encode(lowered)
    }

    private func name(_ ascii: String) -> DomainName? {
        let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
        guard ascii.utf8.count <= 253, (2...10).contains(labels.count), labels.allSatisfy(Self.isLabel),
            suffixes.suffixLength(of: labels) == labels.count - 1
        else { return nil }
        let label = String(labels[0])
        guard let readable = label.hasPrefix("xn--") ? encoding.readable(label) : label else { return nil }
        return DomainName(label: label, tld: labels.dropFirst().joined(separator: "."), readableLabel: readable)
    }

    /// Two hyphens in third and fourth place are kept for encodings; `xn--` is the only one.
    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        return (1...63).contains(bytes.count) && bytes.first != 45 && bytes.last != 45
            && bytes.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }
            && (!bytes.dropFirst(2).starts(with: [45, 45]) || bytes.starts(with: "xn--".utf8))
    }

    /// Only the capitals of ASCII: others are the library's business.
    private static func lowerCaseASCII(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
