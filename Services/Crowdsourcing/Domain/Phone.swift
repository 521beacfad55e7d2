package import Kernel

/// A phone number, readable in memory only and as long as its account is there.
package struct Phone: Codable, Hashable, Sendable {
    package var number: Personal
    /// Keyed digest by which equal numbers are recognised, hexadecimal.
    package var digest: String

    package init(number: Personal, digest: String) {
        self.number = number
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
