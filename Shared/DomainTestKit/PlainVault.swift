import Kernel

/// Seals nothing: what is personal can be read in what is stored.
package struct PlainVault: PersonalVault {
    package init() {}
    package func seal(_ text: String, of account: String) throws -> String { text }
    package func open(_ sealed: String, of account: String) throws -> String? { sealed }
}

/// Has no keys any more.
struct EmptyVault: PersonalVault {
    func seal(_ text: String, of account: String) throws -> String { text }
    func open(_ sealed: String, of account: String) throws -> String? { nil }
}
