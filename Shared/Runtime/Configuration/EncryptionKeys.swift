internal import Crypto
package import Observability

/// The keys of a `SecretBox`: the first encrypts, all decrypt.
package struct EncryptionKeys: Sendable {
    package let current: String
    package let keys: Sensitive<[String: [UInt8]]>

    /// From `id:base64,id:base64`; nil unless all ids differ and all keys have 32 bytes.
    init?(_ text: String) {
        var keys: [String: [UInt8]] = [:]
        var first: String?
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = trimmingSpaces(part).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, keys[String(pair[0])] == nil, let key = Base64.decode(pair[1]),
                key.count == 32
            else { return nil }
            keys[String(pair[0])] = key
            first = first ?? String(pair[0])
        }
        guard let first else { return nil }
        current = first
        self.keys = Sensitive(keys)
    }
}

extension ConfigurationKind<EncryptionKeys> {
    package static let encryptionKeys = Self(
        allowed: "id:key pairs separated by commas, each key 32 bytes in base64, the one to encrypt with first",
        example: "k2:(output of openssl rand -base64 32),k1:(the one before)", isSecret: true,
        parse: EncryptionKeys.init)
}
