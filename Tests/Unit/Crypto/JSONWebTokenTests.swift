import Crypto
import Testing

@Suite("Tokens") struct JSONWebTokenTests {
    private static let now: Int64 = 1_800_000_000
    private static let good =
        #"{"iss":"https://id.example","aud":["marketplace","x"],"exp":1800000060,"nbf":1799999900,"sub":"acc-1","roles":["buyer"]}"#
    private let key: PrivateKey
    private let keys: JSONWebKeySet
    private let verifier = TokenVerifier(issuer: "https://id.example", audience: "marketplace", leewaySeconds: 5)

    init() throws {
        key = try .generate(.es256)
        keys = JSONWebKeySet([try JSONWebKey(key.publicKey)])
    }

    private func token(_ claims: String) throws -> String {
        try JSONWebToken.sign(claims: Array(claims.utf8), key: key)
    }

    private func refusal(_ token: String, now: Int64 = now, keys other: JSONWebKeySet? = nil) -> CryptoError.Code? {
        do {
            _ = try verifier.verify(token, keys: other ?? keys, nowSeconds: now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "Signatures of RFC 7515 A.2, A.3 and RFC 8037 A.4 are verified",
        arguments: [
            (
                #"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#,
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
            ),
            (
                #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            ),
            (
                #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
            ),
        ])
    func vectors(key: String, content: String, signature: String) throws {
        let set = try JSONWebKeySet(json: Array("{\"keys\":[\(key)]}".utf8))
        var bytes = try #require(Base64.decodeURL(signature))
        #expect(set.keys[0].key.verify(bytes, of: Array(content.utf8)))
        bytes[bytes.count / 2] ^= 1
        #expect(!set.keys[0].key.verify(bytes, of: Array(content.utf8)))
    }

    @Test("A good token hands out its claims")
    func claims() throws {
        let claims = try verifier.verify(token(Self.good), keys: keys, nowSeconds: Self.now)
        #expect(claims.string("sub") == "acc-1")
        #expect(claims.strings("roles") == ["buyer"])
        #expect(claims.strings("sub") == ["acc-1"])
        #expect(claims.integer("exp") == 1_800_000_060)
        #expect(claims.string("absent") == nil)
    }

    @Test("A token lives until its expiry and the leeway have passed, not a second longer")
    func expiry() throws {
        let token = try token(Self.good)
        #expect(refusal(token, now: 1_800_000_064) == nil)
        #expect(refusal(token, now: 1_800_000_065) == .expired)
    }

    @Test("A token is good from its start less the leeway, not a second sooner")
    func notBefore() throws {
        let token = try token(Self.good)
        #expect(refusal(token, now: 1_799_999_895) == nil)
        #expect(refusal(token, now: 1_799_999_894) == .notYetValid)
    }

    @Test(
        "Tokens without expiry, of other issuers, for others, or with claims of the wrong type are refused",
        arguments: [
            (#"{"iss":"https://id.example","aud":"marketplace"}"#, CryptoError.Code.malformed),
            (#"{"iss":"https://id.example","aud":"marketplace","exp":"1800000060"}"#, .malformed),
            (#"{"iss":"https://id.example","aud":"marketplace","exp":1800000060,"nbf":"now"}"#, .malformed),
            (#"{"iss":"https://evil.example","aud":"marketplace","exp":1800000060}"#, .wrongIssuer),
            (#"{"aud":"marketplace","exp":1800000060}"#, .wrongIssuer),
            (#"{"iss":"https://id.example","aud":["x"],"exp":1800000060}"#, .wrongAudience),
            (#"{"iss":"https://id.example","exp":1800000060}"#, .wrongAudience),
            (#"{"iss":"https://id.example","aud":"marketplace","exp":1,"exp":1800000060}"#, .malformed),
            (#"{"iss":"https://id.example","aud":"marketplace","exp":1e300}"#, .malformed),
            ("[]", .malformed),
        ])
    func claimsRefused(claims: String, code: CryptoError.Code) throws {
        #expect(refusal(try token(claims)) == code)
    }

    @Test(
        "A token without signature or with a symmetric one under the public key is refused",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"typ":"JWT"}"#, #"{"alg":"HS256"}"#,
            #"{"alg":"ES256","crit":["exp"]}"#, #"{"alg":"RS256"}"#,
        ])
    func algorithmConfusion(header: String) throws {
        let content = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(Self.good.utf8))
        let forged = HMAC.sha256(key: Array(try keys.json().utf8), Array(content.utf8))
        #expect(refusal(content + "." + Base64.encodeURL(forged)) == .algorithmRefused)
        #expect(refusal(content + ".") == .algorithmRefused)
    }

    @Test("A token signed by another key is refused, whichever key id it names")
    func otherKey() throws {
        let other = try PrivateKey.generate(.es256)
        #expect(refusal(try JSONWebToken.sign(claims: Array(Self.good.utf8), key: other)) == .unknownKey)
        let posing = try JSONWebToken.sign(claims: Array(Self.good.utf8), key: other, keyID: keys.keys[0].id)
        #expect(refusal(posing) == .badSignature)
    }

    @Test("A token that names no key fits a set of one key only")
    func nameless() throws {
        let content = Base64.encodeURL(Array(#"{"alg":"ES256"}"#.utf8)) + "." + Base64.encodeURL(Array(Self.good.utf8))
        let token = content + "." + Base64.encodeURL(try key.sign(Array(content.utf8)))
        #expect(refusal(token) == nil)
        let two = JSONWebKeySet(keys.keys + [try JSONWebKey(PrivateKey.generate(.edDSA).publicKey)])
        #expect(refusal(token, keys: two) == .unknownKey)
    }

    @Test("Changing any character of a token spoils it")
    func tampering() throws {
        let token = Array(try token(Self.good).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(String(decoding: changed, as: UTF8.self)) != nil, "character \(index)")
        }
    }

    @Test(
        "What is no token is malformed",
        arguments: ["", ".", "..", "a.b", "a.b.c.d", "e30.e30", "e30.e30.=", "e30=.e30.AA"])
    func malformed(text: String) {
        #expect(refusal(text) == .malformed)
    }
}
