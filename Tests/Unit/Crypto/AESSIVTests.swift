import Testing

@testable import Crypto

@Suite struct AESSIVTests {
    private let key = [UInt8](0..<64)

    @Test("What was sealed opens to the same text, also an empty one")
    func roundTrip() throws {
        let cipher = try AESSIV(key: key)
        for text in ["", "13800138000", String(repeating: "长", count: 5_000)] {
            let sealed = try cipher.seal(Array(text.utf8), authenticating: Array("A-1".utf8))
            #expect(try cipher.open(sealed, authenticating: Array("A-1".utf8)) == Array(text.utf8))
        }
    }

    @Test("The same text gives the same bytes; another text, header or key gives others")
    func deterministic() throws {
        let cipher = try AESSIV(key: key), other = try AESSIV(key: key.reversed())
        let sealed = try cipher.seal([1, 2, 3], authenticating: [9])
        #expect(try cipher.seal([1, 2, 3], authenticating: [9]) == sealed)
        #expect(try cipher.seal([1, 2, 4], authenticating: [9]) != sealed)
        #expect(try cipher.seal([1, 2, 3], authenticating: [8]) != sealed)
        #expect(try other.seal([1, 2, 3], authenticating: [9]) != sealed)
    }

    @Test("What was changed, cut or belongs elsewhere does not open")
    func forged() throws {
        let cipher = try AESSIV(key: key)
        let sealed = try cipher.seal(Array("secret".utf8), authenticating: [1])
        for index in sealed.indices {
            var forged = sealed
            forged[index] ^= 1
            #expect(throws: CryptoError.self) { try cipher.open(forged, authenticating: [1]) }
        }
        #expect(throws: CryptoError.self) { try cipher.open(sealed, authenticating: [2]) }
        #expect(throws: CryptoError.self) { try cipher.open(Array(sealed.dropLast()), authenticating: [1]) }
        #expect(throws: CryptoError.self) { try cipher.open([], authenticating: [1]) }
        #expect(throws: CryptoError.self) { try AESSIV(key: [1, 2, 3]) }
    }

    @Test("A sealed value is tag and ciphertext")
    func size() throws {
        #expect(try AESSIV(key: key).seal([1, 2, 3], authenticating: []).count == 16 + 3 + 1)
    }
}
