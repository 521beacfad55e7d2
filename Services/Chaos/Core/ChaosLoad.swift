import DomainTestKit
import EventContracts
import Kernel

/// The postings of a run. Each follows from the seed and its number alone, so that who judges knows what was sent without being told.
package struct ChaosLoad: Sendable {
    /// What is wrong with a posting.
    package enum Flaw: Sendable {
        case none
        /// Its payload is no JSON: it holds up its account.
        case garbled
        /// Its amount is none: it holds up its account too.
        case outOfBounds
        /// Its record lies under another account's key: it holds up nobody.
        case foreignKey
    }

    package struct Posting: Hashable, Sendable {
        package let number: Int
        package let account: String
        package let fen: Int64
        package let isDebit: Bool
        package let flaw: Flaw

        package var id: String { ChaosLoad.id(of: number) }
        package var order: String { "O-\(number)" }
    }

    package static let source = "/chaos"
    /// These many accounts alone are held up, now and then, by what cannot be read.
    package static let heldUpAccounts = 20

    private let seed: UInt64
    private let accounts: Int

    package init(seed: UInt64, accounts: Int = 3_000) {
        self.seed = seed
        self.accounts = accounts
    }

    package static func id(of number: Int) -> String { "p-\(number)" }

    package static func number(of id: String) -> Int? {
        guard id.hasPrefix("p-") else { return nil }
        return Int(id.dropFirst(2))
    }

    /// - Parameter number: from 1.
    package func posting(_ number: Int) -> Posting {
        var random = generator(number, 1)
        let account = Int.random(in: 1...accounts, using: &random)
        return Posting(
            number: number, account: "A-\(account)", fen: .random(in: 1...10_000, using: &random),
            isDebit: random.chance(40), flaw: flaw(ofAccount: account, &random))
    }

    private func flaw(ofAccount account: Int, _ random: inout SeededGenerator) -> Flaw {
        switch Int.random(in: 0..<1_000, using: &random) {
        case 0: .foreignKey
        case 1...15 where account <= Self.heldUpAccounts: .garbled
        case 16...30 where account <= Self.heldUpAccounts: .outOfBounds
        default: .none
        }
    }

    /// Which posting comes again right after this one, if any does: one of the last few, or any of those before.
    package func repeated(after number: Int) -> Int? {
        var random = generator(number, 2)
        guard random.chance(4) else { return nil }
        return .random(in: (random.chance(50) ? max(1, number - 5) : 1)...number, using: &random)
    }

    private func generator(_ number: Int, _ purpose: UInt64) -> SeededGenerator {
        var mixed = SeededGenerator(seed: seed &+ purpose)
        return SeededGenerator(seed: mixed.next() ^ UInt64(number) &* 0x2545_f491_4f6c_dd1d)
    }
}
