internal import Crypto
internal import FoundationEssentials
package import Kernel

/// The keys with which offers are signed and verified, by id, so that they can be rotated.
package struct OfferKeys: Sendable {
    let secrets: [String: [UInt8]]
    /// The id of the key that was written first: the one to sign with.
    package let current: String

    /// - Parameter configuration: `id:key` pairs separated by commas; a key is Base64 of at least 32 bytes, an id letters, digits and `-`.
    /// - Throws: `OfferError.badKeys`, which names the id but never the key.
    package init(configuration: String) throws(OfferError) {
        var secrets: [String: [UInt8]] = [:]
        var first: String?
        for pair in configuration.split(separator: ",") {
            let parts = pair.split(separator: ":", maxSplits: 1)
            let id = String(parts.first ?? "")
            guard parts.count == 2, !id.isEmpty, id.utf8.allSatisfy(Self.isAllowedInID),
                let secret = Base64.decode(parts[1]), secret.count >= 32
            else {
                throw OfferError(
                    .badKeys, "Offer key '\(id)' is unusable: write id:key, the key being Base64 of at least 32 bytes.")
            }
            secrets[id] = secret
            first = first ?? id
        }
        guard let first else { throw OfferError(.badKeys, "No offer key is configured: write at least one id:key.") }
        self.secrets = secrets
        current = first
    }

    private static func isAllowedInID(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

/// Makes tokens: `v1.<key id>.<offer as JSON, Base64url>.<HMAC-SHA-256 over all before, Base64url>`.
package struct OfferSigner: Sendable {
    /// More than any offer needs: a product's names, choice and delivery steps.
    package static let tokenLengthMax = 20_000

    private let keys: OfferKeys

    package init(keys: OfferKeys) { self.keys = keys }

    /// - Throws: `OfferError.unknownKey` if no such key is configured.
    package func sign(_ offer: Offer, keyID: String) throws(OfferError) -> String {
        guard let secret = keys.secrets[keyID] else { throw OfferError.unknownKey(keyID) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let json = try? encoder.encode(offer) else {
            throw OfferError(.malformed, "The offer cannot be written as JSON.")
        }
        let signed = "v1.\(keyID).\(Base64.encodeURL(Array(json)))"
        return "\(signed).\(signature(of: signed, secret))"
    }
}

/// Checks tokens without asking anybody.
package struct OfferVerifier: Sendable {
    private let keys: OfferKeys

    package init(keys: OfferKeys) { self.keys = keys }

    /// The offer, if it was signed with a known key, was not changed, and has not expired at `now`.
    package func verify(_ token: String, now: Instant) throws(OfferError) -> Offer {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "v1" else { throw OfferError.malformed }
        guard let secret = keys.secrets[String(parts[1])] else { throw OfferError.unknownKey(String(parts[1])) }
        let expected = signature(of: parts.prefix(3).joined(separator: "."), secret)
        guard constantTimeEqual(expected, String(parts[3])) else {
            throw OfferError(.badSignature, "The offer was changed or signed by somebody else; ask for a new one.")
        }
        guard let json = Base64.decodeURL(parts[2]), let offer = try? JSONDecoder().decode(Offer.self, from: Data(json))
        else {
            throw OfferError.malformed
        }
        guard now < offer.expiresAt else {
            throw OfferError(.expired, "The offer expired at \(offer.expiresAt); ask for a new one.")
        }
        return offer
    }
}

private func signature(of text: String, _ secret: [UInt8]) -> String {
    Base64.encodeURL(HMAC.sha256(key: secret, Array(text.utf8)))
}

/// Why an offer is worth nothing. The message is safe to show to whoever presented it.
package struct OfferError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let malformed = Code(rawValue: "offer-malformed")
        package static let unknownKey = Code(rawValue: "offer-key-unknown")
        package static let badSignature = Code(rawValue: "offer-signature-wrong")
        package static let expired = Code(rawValue: "offer-expired")
        /// The configured keys cannot be used.
        package static let badKeys = Code(rawValue: "offer-keys-unusable")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same token never becomes good.
    package var isRetriable: Bool { false }
    package var description: String { "\(code.rawValue): \(message)" }

    static var malformed: OfferError {
        OfferError(.malformed, "This is no offer of this marketplace; pass on unchanged what catalog returned.")
    }

    static func unknownKey(_ id: String) -> OfferError {
        OfferError(.unknownKey, "No offer key '\(id.prefix(32))' is configured; ask for a new offer.")
    }
}
