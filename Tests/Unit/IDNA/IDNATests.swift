import IDNA
import Testing

@Suite("Names beyond ASCII") struct IDNATests {
    @Test(
        "A valid name becomes ASCII and can be read again",
        arguments: [
            ("中文.com", "xn--fiq228c.com"), ("bücher.de", "xn--bcher-kva.de"), ("faß.de", "xn--fa-hia.de"),
            ("king.com", "king.com"), ("xn--fiq228c.com", "xn--fiq228c.com"),
        ])
    func valid(name: String, ascii: String) {
        #expect(IDNA.strict(name) == ascii)
        #expect(IDNA.mapped(name) == ascii)
        #expect(IDNA.unicode(ascii).flatMap(IDNA.strict) == ascii)
    }

    @Test(
        "What a registry would not take is not mapped into what it would",
        arguments: ["\u{212A}ing.com", "\u{FF4B}ing.com", "BÜCHER.de", "中文\u{3002}com"])
    func mapped(name: String) {
        #expect(IDNA.strict(name) == nil)
        #expect(IDNA.mapped(name) != nil)
    }

    @Test(
        "Names that stand for nothing are refused either way",
        arguments: [
            "xn--a.com", "xn----5da7e.de", "xn--.com", "\u{2603}.com", "a\u{200D}x.com", "中文.com\u{0}",
            String(repeating: "中", count: 64) + ".com",
        ])
    func invalid(name: String) {
        #expect(IDNA.strict(name) == nil)
        #expect(IDNA.mapped(name) == nil)
    }
}
