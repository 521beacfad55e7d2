import Kernel
import Testing

@Suite("Texts by code points") struct CodePointTests {
    @Test("A family is seven code points, and marks count each for itself")
    func counts() {
        #expect("👨‍👩‍👧‍👦".codePointCount == 7)
        #expect(("e" + String(repeating: "\u{301}", count: 200_000)).codePointCount == 200_001)
        #expect("\r\n".codePointCount == 2)
    }

    @Test("Blank is what has nothing but white space")
    func blanks() {
        #expect("".isBlank && " \t\n\u{3000}".isBlank)
        #expect(!" a".isBlank)
    }

    @Test("Plain texts have a length and no control characters")
    func plain() {
        #expect("a".isPlain(max: 1) && "中文".isPlain(max: 2))
        #expect(!"".isPlain(max: 1) && !"ab".isPlain(max: 1) && !"e\u{301}".isPlain(max: 1))
        #expect(!"a\0".isPlain(max: 9) && !"a\nb".isPlain(max: 9) && !"a\u{85}".isPlain(max: 9))
    }

    @Test(
        "Browsers are sent to http and https only",
        arguments: ["http://a", "HTTPS://a.test:1/x?y#z", "http://a/" + String(repeating: "x", count: 1_991)])
    func webAddresses(text: String) {
        #expect(text.isWebAddress)
    }

    @Test(
        "What is no web address is none",
        arguments: [
            "", "a", "javascript:alert(1)", "data:text/html,x", "ftp://a", "http://", "http:///x", "http://a b",
            "http://域.com", "//a", " http://a", "http://:80", "http://a/" + String(repeating: "x", count: 1_992),
        ])
    func noWebAddresses(text: String) {
        #expect(!text.isWebAddress)
    }
}
