import Kernel

/// Seals the texts of samples, which are nobody's, so that it can be seen where they stand.
package struct SampleVault: PersonalVault {
    package init() {}

    package func seal(_ text: String, of account: String) -> String { prefix(account) + text }

    package func open(_ sealed: String, of account: String) throws -> String? {
        guard sealed.hasPrefix(prefix(account)) else {
            throw StoredFormatProblem("'\(sealed)' was not sealed for the account \(account)")
        }
        return String(sealed.dropFirst(prefix(account).count))
    }

    private func prefix(_ account: String) -> String { "sealed for \(account): " }
}
