import Crypto
import Testing

@Suite("Digests and keyed digests") struct DigestTests {
    @Test(
        "SHA-256 gives the digests of FIPS 180",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(message: String, digest: String) {
        #expect(Hex.encode(Digest.sha256(message)) == digest)
    }

    @Test(
        "MD5 gives the digests of RFC 1321",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ])
    func md5(message: String, digest: String) {
        #expect(Hex.encode(Digest.md5(message)) == digest)
    }

    @Test("HMAC-SHA-256 gives the codes of RFC 4231 and RFC 7515 A.1")
    func hmacSHA256() throws {
        #expect(
            Hex.encode(HMAC.sha256(key: "Jefe", "what do ya want for nothing?"))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let key = try #require(
            Base64.decodeURL("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let content =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        #expect(
            Base64.encodeURL(HMAC.sha256(key: key, Array(content.utf8)))
                == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test("HMAC-SHA-1 gives the code of RFC 2202")
    func hmacSHA1() {
        #expect(
            Hex.encode(HMAC.sha1(key: "Jefe", "what do ya want for nothing?"))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    }

    @Test("An empty key is a key like any other, also right after another key")
    func emptyKey() {
        _ = HMAC.sha256(key: "another", "")
        #expect(
            Hex.encode(HMAC.sha256(key: "", "")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("The SPI token is the MD5 of sorted parameters and the vendor's key, as vendors compute it")
    func spiToken() {
        let parameters = [
            "productCode": "cmgj00053252", "package_version": "yuncode3621600001", "orderId": "222222222222222",
            "orderBizId": "33884913",
            "action": "createInstance", "aliUid": "1111111111111111", "expiredOn": "2021-04-29 00:00:00",
            "skuId": "yuncode3621600001",
            "trial": "true",
        ]
        let sorted = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        #expect(
            Hex.encode(Digest.md5(sorted + "&key=29ae1790-c00c-4321-a214-254fe79e2269"))
                == "ddc1b006263a33cb65a5f1139cac2d2c")
    }

    @Test("The gateway signature X-Ca-Signature agrees with the gateway's own vectors")
    func gatewaySignature() {
        let signed =
            "GET\napplication/json\n\napplication/json\n\nx-ca-key:appKey\nx-ca-nonce:787dd0c2-7bd8-41cd-9c19-62c05ea524a2\nx-ca-timestamp:1646365291734\n/Third/Tools/checkSign"
        #expect(Base64.encode(HMAC.sha256(key: "appSecret", signed)) == "EdJSFAMOWyXZOpXhevZnjuS0ZafnwnCqaSk5hz+tXo8=")
        let unsigned = "GET\napplication/json\n\n\n\n/Third/Tools/checkSign"
        #expect(
            Base64.encode(HMAC.sha256(key: "appSecret", unsigned)) == "ZpJhkHdtjLTJiR6CJWHL8ikLtPB2z6CoztG21wG3PT4=")
    }

    @Test("Secrets are equal only when every byte is")
    func constantTime() {
        #expect(constantTimeEqual("same", "same"))
        #expect(constantTimeEqual("", ""))
        #expect(!constantTimeEqual("same", "sane"))
        #expect(!constantTimeEqual("same", "same "))
    }

    @Test("The system's randomness does not repeat")
    func random() throws {
        let first = try SystemRandom().bytes(32)
        #expect(first.count == 32)
        #expect(try SystemRandom().bytes(32) != first)
        #expect(try SystemRandom().bytes(0).isEmpty)
    }
}
