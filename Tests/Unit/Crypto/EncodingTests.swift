import Crypto
import Testing

@Suite("Text encodings of bytes") struct EncodingTests {
    @Test(
        "Base64 agrees with RFC 4648 in both directions",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let unpadded = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encodeURL(Array(plain.utf8)) == unpadded)
        #expect(Base64.decodeURL(unpadded) == Array(plain.utf8))
    }

    @Test("The URL-safe alphabet differs in two characters")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.encodeURL([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64.decodeURL("+/8") == nil)
    }

    @Test(
        "Base64 with wrong padding, stray characters or left-over bits is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "=", "====", "Z", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Z===",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("URL-safe Base64 with padding or left-over bits is refused", arguments: ["Zg==", "Z", "Zh", "Zm9"])
    func refusedURL(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test("Hex is written in lower case and read in either")
    func hex() {
        #expect(Hex.encode([0x00, 0x9F, 0xFF]) == "009fff")
        #expect(Hex.decode("009FfF") == [0x00, 0x9F, 0xFF])
        #expect(Hex.decode("0") == nil)
        #expect(Hex.decode("0g") == nil)
    }
}
