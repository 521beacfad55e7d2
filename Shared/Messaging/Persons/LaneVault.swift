import Crypto
import Kernel
import PostgresClient
import Synchronization

/// The keys that one piece of work needs. What asks for a key that is not here is done again when it is: everything that is sealed or
/// opened is pure.
final class LaneVault: PersonalVault {
    /// Accounts whose keys are missing.
    struct Wanted {
        var toOpen: Set<String> = []
        var toSeal: Set<String> = []

        var isEmpty: Bool { toOpen.isEmpty && toSeal.isEmpty }
    }

    private struct State {
        /// nil for an account that has no key.
        var fetched: [String: PersonKey?] = [:]
        var wanted = Wanted()
    }

    private let keyring: PersonKeyring
    private let known: [String: PersonKey]
    private let state = Mutex(State())

    init(_ keyring: PersonKeyring, _ known: [String: PersonKey] = [:]) {
        self.keyring = keyring
        self.known = known
    }

    /// For what cannot be sealed under a person's key, and may not be lost.
    func sealByService(_ bytes: [UInt8]) throws -> [UInt8] { try keyring.seal(bytes) }
    func openByService(_ sealed: [UInt8]) throws -> [UInt8] { try keyring.open(sealed) }

    func seal(_ text: String, of account: String) throws -> String {
        Base64.encode(try seal(Array(text.utf8), of: account))
    }

    func open(_ sealed: String, of account: String) throws -> String? {
        guard let bytes = Base64.decode(sealed) else { throw Self.malformed }
        guard let text = try open(bytes, of: account) else { return nil }
        guard let text = String(validating: text, as: UTF8.self) else { throw Self.malformed }
        return text
    }

    /// Empty if the key is missing: it is noted as wanted, and what comes of this is of no use.
    func seal(_ bytes: [UInt8], of account: String) throws -> [UInt8] {
        try sealingKey(of: account)?.seal(bytes, of: account) ?? []
    }

    /// nil if the key is missing: it is noted as wanted.
    func sealingKey(of account: String) throws -> PersonKey? {
        if let key = key(of: account) ?? nil { return try key.checked() }
        state.withLock { _ = $0.wanted.toSeal.insert(account) }
        return nil
    }

    /// nil if the key it was sealed with is gone, or missing: then it is noted as wanted.
    func open(_ sealed: [UInt8], of account: String) throws -> [UInt8]? {
        guard let key = key(of: account) else {
            state.withLock { _ = $0.wanted.toOpen.insert(account) }
            return nil
        }
        guard let key, try PersonKey.number(of: sealed) == key.number else { return nil }
        return try key.open(sealed, of: account)
    }

    /// Outer nil: not known; inner nil: there is none.
    private func key(of account: String) -> PersonKey?? {
        if let key = known[account] { return key }
        return state.withLock { $0.fetched[account] }
    }

    // MARK: What is missing

    /// What was asked for in vain since the last call.
    func takeWanted() -> Wanted {
        state.withLock { state in
            defer { state.wanted = Wanted() }
            return state.wanted
        }
    }

    /// - Parameter found: of those wanted, the ones that have a key.
    func add(_ found: [String: PersonKey], for wanted: Wanted) {
        state.withLock { state in
            for account in wanted.toOpen.union(wanted.toSeal) { state.fetched[account] = .some(found[account]) }
        }
    }

    /// Keys that were fetched for this work; without those that cannot be used as they are now, which may be mended any time.
    var fetched: [String: PersonKey] {
        state.withLock { $0.fetched.compactMapValues { key in try? key?.checked() } }
    }

    private static var malformed: CryptoError { CryptoError(.malformed, "This is no sealed text.") }
}

extension LaneVault {
    /// Does pure work as often as it takes until it has all the keys it asks for.
    func complete<Made>(
        _ fetch: (Wanted) throws(PostgresError) -> [String: PersonKey], _ work: () -> Made
    ) throws(PostgresError) -> Made {
        while true {
            let made = work()
            let wanted = takeWanted()
            if wanted.isEmpty { return made }
            add(try fetch(wanted), for: wanted)
        }
    }
}
