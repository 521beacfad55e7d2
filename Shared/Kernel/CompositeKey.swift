/// One key made of several parts, such as an account and a seller.
package enum CompositeKey {
    /// Joins the parts by colons. Different parts give different keys: a colon or percent sign within a part is written `%3A`, `%25`.
    package static func of(_ parts: String...) -> String {
        parts.map(escaped).joined(separator: ":")
    }

    private static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == 58 || $0 == 37 }) else { return part }
        return part.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case ":": text += "%3A"
            case "%": text += "%25"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
