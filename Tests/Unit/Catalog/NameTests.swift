import CatalogDomain
import Kernel
import Testing

extension NameRules {
    /// A few suffixes, and an encoding that knows one Chinese name.
    static let sample = NameRules(
        suffixes: SuffixList(
            """
            // ===BEGIN ICANN DOMAINS===
            com
            cn
            com.cn
            org
            // of one country
            *.ck
            !www.ck
            公司.cn
            // ===END ICANN DOMAINS===
            // ===BEGIN PRIVATE DOMAINS===
            shop.com
            """, encode: { encoded[$0] ?? $0 }),
        encoding: NameEncoding(
            strict: { encoded[$0] }, mapped: { encoded[$0] ?? mapped[$0] }, readable: { readable[$0] }))

    private static let encoded = [
        "中文.com": "xn--fiq228c.com", "xn--fiq228c.com": "xn--fiq228c.com", "公司.cn": "xn--55qx5d.cn",
    ]
    private static let mapped = ["中文。com": "xn--fiq228c.com", "\u{212A}ing.com": "king.com"]
    private static let readable = ["xn--fiq228c": "中文"]
}

extension FeedRules {
    static let sample = FeedRules(
        names: .sample,
        renewals: RenewalPrices(["com": Money(yuan: 79), "cn": Money(yuan: 38)], other: Money(yuan: 50)))
}

@Suite("Names of domains") struct NameTests {
    private let rules = NameRules.sample

    @Test(
        "CAT-08 A name is one label under a registry's suffix",
        arguments: [
            ("a.com", "a", "com"), ("KING.com", "king", "com"), ("shop.com.cn", "shop", "com.cn"),
            ("a.x.ck", "a", "x.ck"),
            ("www.ck", "www", "ck"), ("shop.com", "shop", "com"), ("a1-b2.org", "a1-b2", "org"),
        ])
    func names(text: String, label: String, tld: String) throws {
        let name = try rules.listed(Substring(text))
        #expect(name.label == label && name.tld == tld && name.readableLabel == label)
    }

    @Test(
        "CAT-08 What is no registrable name is refused, and its look-alikes",
        arguments: [
            "", "a", "com", "com.cn", "x.ck", "www.a.com", "-a.com", "a-.com", "a_b.com", "a b.com", "ab--cd.com",
            "a..com",
            ".com", "a.com.", "1.2", "a.nosuch", "xn--a.com", "\u{212A}ing.com", "中文。com", "\u{FF4B}ing.com",
            "a\u{0}.com",
            String(repeating: "a", count: 64) + ".com",
        ])
    func refused(text: String) {
        #expect(throws: FeedFault.self) { try rules.listed(Substring(text)) }
    }

    @Test("CAT-08 A Chinese name is kept in ASCII and can be read")
    func chinese() throws {
        for text in ["中文.com", "xn--fiq228c.com", "XN--FIQ228C.COM", "中文.COM"] {
            let name = try rules.listed(Substring(text))
            #expect(name.description == "xn--fiq228c.com" && name.readableLabel == "中文")
        }
    }

    @Test(
        "CAT-08 Who looks for a name may type it in capitals, full width or with a full stop behind",
        arguments: [
            "king.com": "king.com", "KING.COM.": "king.com", "中文。com": "xn--fiq228c.com", "\u{212A}ing.com": "king.com",
        ])
    func lookedUp(text: String, name: String) {
        #expect(rules.lookedUp(text)?.description == name)
    }

    @Test("CAT-08 Nothing is found under what is no name", arguments: ["", "king", "king.com..", "1.2", "xn--a.com"])
    func notLookedUp(text: String) {
        #expect(rules.lookedUp(text) == nil)
    }

    @Test("CAT-08 A label has 63 characters at most")
    func longest() {
        let label = String(repeating: "a", count: 63)
        #expect(rules.lookedUp("\(label).com")?.label == label)
        #expect(rules.lookedUp("\(label)a.com") == nil)
    }
}
