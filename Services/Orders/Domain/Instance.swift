/// What a vendor answered about an instance (ENT-03).
package struct Instance: Codable, Hashable, Sendable {
    package let id: String
    package let frontURL: String?
    package let adminURL: String?
    package let adminUser: String?
    /// Encrypted by the adapter; never in clear in the domain.
    package let sealedPassword: String?

    package init(id: String, frontURL: String?, adminURL: String?, adminUser: String?, sealedPassword: String?) {
        self.id = id
        self.frontURL = frontURL
        self.adminURL = adminURL
        self.adminUser = adminUser
        self.sealedPassword = sealedPassword
    }

    /// ENT-03: buyers are shown addresses and names, so addresses lead to the web and nothing is endless. Lengths are in code points.
    ///
    /// - Returns: the first member that cannot be shown; nil if all can.
    package var unfitMember: String? {
        if !Self.isText(id, 1...128) { return "id" }
        if !Self.isWebAddress(frontURL) { return "front-url" }
        if !Self.isWebAddress(adminURL) { return "admin-url" }
        if let adminUser, !Self.isText(adminUser, 0...128) { return "admin-user" }
        return sealedPassword.map { $0.utf8.count > 4_096 } ?? false ? "password" : nil
    }

    private static func isWebAddress(_ address: String?) -> Bool {
        guard let address, !address.isEmpty else { return true }
        let scheme = address.prefix { $0 != ":" }.lowercased()
        let rest = address.utf8.dropFirst(scheme.utf8.count)
        return ["http", "https"].contains(scheme) && rest.starts(with: "://".utf8) && rest.count > 3
            && isText(address, 1...2_000) && !address.unicodeScalars.contains(" ")
    }

    /// No control characters, not too long.
    private static func isText(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.unicodeScalars.count)
            && !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
