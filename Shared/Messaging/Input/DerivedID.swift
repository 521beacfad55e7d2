import Crypto

/// Ids of what an input leaves behind: derived, so that a repeat makes the same ones, and hashed, so that chains of causes do
/// not grow them.
enum DerivedID {
    /// 32 hexadecimal digits.
    static func of(_ inputID: String, _ key: String, _ role: String, _ index: Int) -> String {
        let parts = [inputID, key, role, String(index)]
        return Hex.encode(Array(Digest.sha256(parts.joined(separator: "\u{1f}")).prefix(16)))
    }
}
