package import Crypto
package import CrowdsourcingDomain

/// The only place where phone numbers and codes are sealed, opened and digested.
package struct PhoneVault: Sendable {
    private let box: SecretBox
    private let deriving: @Sendable (any RandomSource) throws(CryptoError) -> SecretBox
    private let digestKey: [UInt8]

    /// - Parameters:
    ///   - keys, current: as of `SecretBox`.
    ///   - digestKey: must stay the same for ever, else equal numbers are no longer recognised.
    package init(keys: [String: [UInt8]], current: String, digestKey: [UInt8]) throws(CryptoError) {
        box = try SecretBox(keys: keys, current: current)
        deriving = { random throws(CryptoError) in try SecretBox(keys: keys, current: current, random: random) }
        self.digestKey = digestKey
    }

    package func seal(_ phone: String) throws(CryptoError) -> SealedPhone { try seal(phone, in: box) }

    /// Seals without chance: the same number for the same event gives the same bytes, as a replay needs it.
    package func seal(_ phone: String, eventID: String) throws(CryptoError) -> SealedPhone {
        try seal(
            phone,
            in: deriving(DerivedRandom(seed: HMAC.sha256(key: digestKey, Array("event\n\(eventID)\n\(phone)".utf8)))))
    }

    private func seal(_ phone: String, in box: SecretBox) throws(CryptoError) -> SealedPhone {
        SealedPhone(
            sealed: Base64.encode(try box.seal(Array(phone.utf8), context: Self.phoneContext)),
            digest: digest("phone\n\(phone)"))
    }

    package func open(_ phone: SealedPhone) throws(CryptoError) -> String { try open(phone.sealed, Self.phoneContext) }

    /// A new code of six digits for an account.
    package func makeCode(for accountID: String) throws(CryptoError) -> SealedCode {
        let number = try SystemRandom().bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        let code = String(repeating: "0", count: 6 - digits.count) + digits
        return SealedCode(
            sealed: Base64.encode(try box.seal(Array(code.utf8), context: Self.codeContext)),
            digest: codeDigest(code, for: accountID))
    }

    package func open(_ code: SealedCode) throws(CryptoError) -> String { try open(code.sealed, Self.codeContext) }

    package func codeDigest(_ code: String, for accountID: String) -> String { digest("code\n\(accountID)\n\(code)") }

    private func open(_ sealed: String, _ context: String) throws(CryptoError) -> String {
        guard let bytes = Base64.decode(sealed),
            let text = String(validating: try box.open(bytes, context: context), as: UTF8.self)
        else {
            throw CryptoError(.malformed, "This is no sealed phone number or code.")
        }
        return text
    }

    private func digest(_ text: String) -> String {
        Hex.encode(Array(HMAC.sha256(key: digestKey, Array(text.utf8)).prefix(16)))
    }

    private static let phoneContext = "phone"
    private static let codeContext = "code"
}

/// Bytes that follow from a seed. Each seed is used for one value.
private struct DerivedRandom: RandomSource {
    let seed: [UInt8]

    func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        guard count <= seed.count else {
            throw CryptoError(.library, "\(count) bytes were asked of a seed of \(seed.count).")
        }
        return Array(seed.prefix(count))
    }
}
