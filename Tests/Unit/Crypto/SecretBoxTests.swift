@testable import Crypto
import Testing

@Suite("Secrets at rest") struct SecretBoxTests {
    private static let old = [UInt8](repeating: 1, count: 32)
    private static let new = [UInt8](repeating: 2, count: 32)

    private static func code(_ body: () throws -> Void) -> CryptoError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CryptoError)?.code
        }
    }

    @Test("AES-256-GCM agrees with test case 16 of its specification")
    func vector() throws {
        let cipher = AESGCM(
            key: try #require(Hex.decode("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")))
        let plaintext = try #require(
            Hex.decode(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
            ))
        let sealed = try cipher.seal(
            plaintext, nonce: #require(Hex.decode("cafebabefacedbaddecaf888")),
            authenticating: #require(Hex.decode("feedfacedeadbeeffeedfacedeadbeefabaddad2")))
        #expect(
            Hex.encode(sealed)
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
        )
    }

    @Test(
        "What was sealed opens, the empty secret too",
        arguments: [[], Array("hunter2".utf8), [UInt8](repeating: 7, count: 100_000)])
    func roundTrip(secret: [UInt8]) throws {
        let box = try SecretBox(keys: ["2026": Self.new], current: "2026")
        #expect(try box.open(box.seal(secret, context: "instance-1"), context: "instance-1") == secret)
    }

    @Test("After a rotation old secrets open and say that they need sealing anew")
    func rotation() throws {
        let before = try SecretBox(keys: ["a": Self.old], current: "a").seal([42])
        let box = try SecretBox(keys: ["a": Self.old, "b": Self.new], current: "b")
        #expect(try box.open(before) == [42])
        #expect(try box.needsRotation(before))
        let after = try box.seal([42])
        #expect(try SecretBox.keyID(of: after) == "b")
        #expect(try !box.needsRotation(after))
    }

    @Test("A secret whose key is not configured names that key")
    func unknownKey() throws {
        let sealed = try SecretBox(keys: ["a": Self.old], current: "a").seal([42])
        let box = try SecretBox(keys: ["b": Self.new], current: "b")
        let error = #expect(throws: CryptoError.self) { try box.open(sealed) }
        #expect(error?.code == .unknownKey)
        #expect(error?.message.contains("'a'") == true)
    }

    @Test("A key with the right id and the wrong bytes opens nothing")
    func wrongBytes() throws {
        let sealed = try SecretBox(keys: ["a": Self.old], current: "a").seal([42])
        let box = try SecretBox(keys: ["a": Self.new], current: "a")
        #expect(Self.code { _ = try box.open(sealed) } == .notAuthentic)
    }

    @Test("A sealed secret cannot be moved to another row")
    func context() throws {
        let box = try SecretBox(keys: ["a": Self.old], current: "a")
        let sealed = try box.seal([42], context: "row-1")
        #expect(Self.code { _ = try box.open(sealed, context: "row-2") } == .notAuthentic)
    }

    @Test("Changing or cutting any byte is noticed")
    func damage() throws {
        let box = try SecretBox(keys: ["a": Self.old], current: "a")
        let sealed = try box.seal([1, 2, 3])
        for index in sealed.indices {
            var damaged = sealed
            damaged[index] ^= 1
            #expect(Self.code { _ = try box.open(damaged) } != nil, "byte \(index)")
            #expect(Self.code { _ = try box.open(Array(sealed[..<index])) } != nil, "cut at \(index)")
        }
    }

    @Test("The same secret is sealed differently each time, by the injected randomness")
    func nonces() throws {
        let box = try SecretBox(keys: ["a": Self.old], current: "a")
        #expect(try box.seal([42]) != box.seal([42]))
        struct Fixed: RandomSource {
            func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 9, count: count) }
        }
        let fixed = try SecretBox(keys: ["a": Self.old], current: "a", random: Fixed())
        #expect(try fixed.seal([42]) == fixed.seal([42]))
    }

    @Test("Keys of the wrong length, nameless keys and a missing current key are refused at start")
    func configuration() {
        #expect(Self.code { _ = try SecretBox(keys: ["a": [1]], current: "a") } == .invalidKey)
        #expect(Self.code { _ = try SecretBox(keys: ["": Self.old], current: "") } == .invalidKey)
        #expect(Self.code { _ = try SecretBox(keys: ["a": Self.old], current: "b") } == .invalidKey)
    }
}
