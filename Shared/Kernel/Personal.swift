/// Text about a person, which is forgotten with them.
///
/// In clear it is in memory only. Wherever it is stored as part of a state, an input, a timer, a message or an effect it is sealed under
/// a key of the person's account. When that key is destroyed, the text is gone from all of these at once, and everything around
/// it stays readable: what was decided can still be decided again.
package struct Personal: Hashable, Sendable {
    /// Whom it is about: an account's id.
    package let account: String
    /// nil once it is forgotten.
    package let text: String?

    package init(_ text: String?, of account: String) {
        self.account = account
        self.text = text
    }

    /// The same text about nobody any more.
    package var forgotten: Personal { Personal(nil, of: account) }

    /// Whether the text is as a rule wants it. What is forgotten was so when it came, and what was decided then is decided alike again.
    package func satisfies(_ rule: (String) -> Bool) -> Bool { text.map(rule) ?? true }
}

extension Personal: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Seals what is stored about persons. Given to coders by `userInfo[.personalVault]`.
package protocol PersonalVault: Sendable {
    /// - Returns: the text as it may be stored; the same text of the same account always gives the same.
    func seal(_ text: String, of account: String) throws -> String
    /// - Returns: nil if the key it was sealed with is gone.
    func open(_ sealed: String, of account: String) throws -> String?
}

extension CodingUserInfoKey {
    /// Holds `any PersonalVault`.
    package static let personalVault = known("personalVault")

    private static func known(_ name: String) -> CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: name) else { preconditionFailure("a user info key needs a name") }
        return key
    }
}

extension Personal: Codable {
    private enum CodingKeys: String, CodingKey {
        case account = "of"
        case sealed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let account = try container.decode(String.self, forKey: .account)
        let sealed = try container.decodeIfPresent(String.self, forKey: .sealed)
        self.account = account
        text = try sealed.flatMap { try Self.vault(decoder.userInfo).open($0, of: account) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(account, forKey: .account)
        guard let text else { return }
        try container.encode(Self.vault(encoder.userInfo).seal(text, of: account), forKey: .sealed)
    }

    private static func vault(_ info: [CodingUserInfoKey: Any]) throws -> any PersonalVault {
        guard let vault = info[.personalVault] as? any PersonalVault else { throw NoVault() }
        return vault
    }

    /// Fails closed: personal text is not written by whoever does not know that it is.
    package struct NoVault: Error, CustomStringConvertible {
        package var description: String {
            "text about a person is coded without a vault; store it through StoredFormat, show it by its `text`"
        }
    }
}
