import Crypto
import Testing

@Suite("Key sets") struct JSONWebKeyTests {
    static let joseModulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"

    private static func read(_ text: String) throws -> JSONWebKeySet {
        try JSONWebKeySet(json: Array(text.utf8))
    }

    private static func code(_ text: String) -> CryptoError.Code? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return (error as? CryptoError)?.code
        }
    }

    @Test("A key without an id is known by its thumbprint, as RFC 7638 and RFC 8037 compute it")
    func thumbprints() throws {
        let set = try Self.read(
            #"{"keys":[{"kty":"RSA","e":"AQAB","n":"\#(Self.joseModulus)"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
        )
        #expect(
            set.keys.map(\.id) == [
                "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
            ])
        #expect(set.keys.map(\.key.algorithm) == [.rs256, .edDSA])
    }

    @Test(
        "A generated key survives PEM and its public half survives the key set", arguments: SignatureAlgorithm.allCases)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let generated = try PrivateKey.generate(algorithm)
        let restored = try PrivateKey(pem: generated.pem())
        let set = JSONWebKeySet([try JSONWebKey(generated.publicKey, id: "k\"1")])
        let read = try JSONWebKeySet(json: Array(set.json().utf8))
        #expect(read.keys.map(\.id) == ["k\"1"])
        let signature = try restored.sign([1, 2, 3])
        #expect(read.keys[0].key.verify(signature, of: [1, 2, 3]))
        #expect(!read.keys[0].key.verify(signature, of: [1, 2, 4]))
        #expect(!read.keys[0].key.verify([], of: [1, 2, 3]))
    }

    @Test("Keys of unknown kinds, for encryption or for another algorithm are skipped")
    func skipped() throws {
        let set = try Self.read(
            #"{"keys":[{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"P-384"},{"kty":"OKP","crv":"X25519","x":""},{"kty":"RSA","use":"enc"},{"kty":"RSA","alg":"PS256","e":"AQAB","n":"\#(Self.joseModulus)"}]}"#
        )
        #expect(set.keys.isEmpty)
    }

    @Test(
        "A point off the curve, a short RSA key and missing numbers are refused",
        arguments: [
            #"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"}]}"#,
            #"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#,
            #"{"keys":[{"kty":"RSA","e":"AQAB","n":"AQAB"}]}"#,
            #"{"keys":[{"kty":"RSA","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}"#,
            #"{"keys":[1]}"#,
        ])
    func broken(text: String) {
        #expect(Self.code(text) == .invalidKey)
    }

    @Test("One key that cannot be used takes none of the others with it, and is named with the reason")
    func oneBroken() throws {
        let good = try PrivateKey.generate(.es256).publicKey
        let ours = try JSONWebKey(good, id: "ours").json()
        let curve =
            #"{"kty":"EC","crv":"P-256","kid":"off","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"\#(String(repeating: "A", count: 43))"}"#
        let short =
            #"{"kty":"RSA","kid":"short","e":"AQAB","n":"\#(Base64.encodeURL([UInt8](repeating: 0xFF, count: 128)))"}"#
        for (broken, name) in [
            (curve, "key 'off'"), (short, "key 'short'"), (#"{"kty":"RSA","kid":"n","e":"AQAB","n":"?"}"#, "key 'n'"),
            ("7", "key 0"), (#"{"kty":"OKP","crv":"Ed25519","kid":"a\nb","x":"AA"}"#, "key 0"),
        ] {
            let set = try Self.read("{\"keys\":[\(broken),\(ours)]}")
            #expect(set.keys.map(\.id) == ["ours"])
            #expect(set.refusals.map(\.key) == [name])
            #expect(set.refusals.allSatisfy { $0.reason.contains(" ") })
        }
    }

    @Test(
        "What is no key set is refused",
        arguments: [
            "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]} x"#, #"{"keys":[],"keys":[]}"#,
            #"{"keys":[],}"#, #"{"a":"\ud800","keys":[]}"#,
            #"{"a":01,"keys":[]}"#,
        ])
    func malformed(text: String) {
        #expect(Self.code(text) == .malformed)
    }

    @Test("Text that is no private key is refused without asking for a passphrase")
    func pem() {
        #expect(throws: CryptoError.self) { try PrivateKey(pem: "nonsense") }
        #expect(throws: CryptoError.self) { try PrivateKey(pem: "") }
    }
}
