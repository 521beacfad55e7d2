/// Why a cryptographic operation was refused. The message never contains a key, a token or a plaintext.
package struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code that has to tell cases apart. New codes may be added.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A key, a key set or its encoding cannot be used.
        package static let invalidKey = Code(rawValue: "invalid-key")
        /// Sealed data or a token names a key that is not configured.
        package static let unknownKey = Code(rawValue: "unknown-key")
        /// Sealed data is damaged, or was sealed with another key or for another context.
        package static let notAuthentic = Code(rawValue: "not-authentic")
        /// A token or sealed value does not have the shape it must have.
        package static let malformed = Code(rawValue: "malformed")
        /// A token asks for an algorithm that its key does not allow, or for none.
        package static let algorithmRefused = Code(rawValue: "algorithm-refused")
        /// A token's signature does not belong to its content.
        package static let badSignature = Code(rawValue: "bad-signature")
        /// A token's `exp` has passed.
        package static let expired = Code(rawValue: "expired")
        /// A token's `nbf` has not been reached.
        package static let notYetValid = Code(rawValue: "not-yet-valid")
        /// A token was issued by somebody else.
        package static let wrongIssuer = Code(rawValue: "wrong-issuer")
        /// A token is meant for somebody else.
        package static let wrongAudience = Code(rawValue: "wrong-audience")
        /// libcrypto itself failed, for example for want of memory.
        package static let library = Code(rawValue: "library")
    }

    package let code: Code
    /// One sentence: what is wrong and how to mend it.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Trying the same operation on the same input again never helps, unless the library ran out of resources.
    package var isRetriable: Bool { code == .library }

    package var description: String { "\(code.rawValue): \(message)" }
}
