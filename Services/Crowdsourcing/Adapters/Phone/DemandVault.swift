package import Crypto
package import CrowdsourcingDomain
import Kernel

/// The only place where codes are sealed and opened, and where codes, phone numbers and remarks are digested.
package struct DemandVault: Sendable {
    private let box: SecretBox
    private let digestKey: [UInt8]

    /// - Parameters:
    ///   - box: seals codes.
    ///   - digestKey: must stay the same for ever, else equal numbers are no longer recognised.
    package init(_ box: SecretBox, digestKey: [UInt8]) {
        self.box = box
        self.digestKey = digestKey
    }

    package func phone(_ number: String, of accountID: String) -> Phone {
        Phone(number: Personal(number, of: accountID), digest: digest("phone\n\(number)"))
    }

    package func remark(_ text: String, of accountID: String) -> Proposal.Remark {
        Proposal.Remark(text: Personal(text, of: accountID), digest: digest("remark\n\(accountID)\n\(text)"))
    }

    /// A new code of six digits for an account.
    package func makeCode(for accountID: String) throws(CryptoError) -> SealedCode {
        let number = try SystemRandom().bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        let code = String(repeating: "0", count: 6 - digits.count) + digits
        return SealedCode(
            sealed: Base64.encode(try box.seal(Array(code.utf8), context: Self.codeContext)),
            digest: codeDigest(code, for: accountID))
    }

    package func open(_ code: SealedCode) throws(CryptoError) -> String {
        guard let bytes = Base64.decode(code.sealed),
            let text = String(validating: try box.open(bytes, context: Self.codeContext), as: UTF8.self)
        else { throw CryptoError(.malformed, "This is no sealed code.") }
        return text
    }

    package func codeDigest(_ code: String, for accountID: String) -> String { digest("code\n\(accountID)\n\(code)") }

    private func digest(_ text: String) -> String {
        Hex.encode(Array(HMAC.sha256(key: digestKey, Array(text.utf8)).prefix(16)))
    }

    private static let codeContext = "code"
}
