/// A phone number that nobody reads by accident: encrypted where the command is made, opened only where the relay is called.
package struct SealedPhone: Codable, Hashable, Sendable {
    /// Ciphertext, Base64.
    package var sealed: String
    /// Keyed digest by which equal numbers are recognised, hexadecimal.
    package var digest: String

    package init(sealed: String, digest: String) {
        self.sealed = sealed
        self.digest = digest
    }
}

/// A verification code on its way: encrypted for the message, digested for the check.
package struct SealedCode: Codable, Hashable, Sendable {
    /// Ciphertext, Base64.
    package var sealed: String
    /// Keyed digest over account and code, hexadecimal.
    package var digest: String

    package init(sealed: String, digest: String) {
        self.sealed = sealed
        self.digest = digest
    }
}
