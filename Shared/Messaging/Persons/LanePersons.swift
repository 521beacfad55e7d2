import PostgresClient

/// What a lane needs to read and write what is sealed under persons' keys.
struct LanePersons {
    private let keyring: PersonKeyring
    private let known: KnownPersons
    /// As the lane's last transaction has seen it.
    private var generation: Int64 = -1

    init(_ keyring: PersonKeyring, _ known: KnownPersons) {
        self.keyring = keyring
        self.known = known
    }

    /// Does pure work with a vault that has all keys it asks for, in the transaction that is open if there is one.
    func complete<Made>(_ store: LaneStore, _ work: (LaneVault) -> Made) throws(PostgresError) -> (Made, LaneVault) {
        let vault = LaneVault(keyring, known.keys(at: generation))
        let made = try vault.complete({ wanted throws(PostgresError) in try store.personKeys(wanted, keyring) }) {
            work(vault)
        }
        return (made, vault)
    }

    /// To be called with every transaction's view, before it does any work.
    mutating func notice(generation: Int64) { self.generation = generation }

    /// The transaction has committed: the keys it made are there, unless it has destroyed some.
    mutating func note(_ vault: LaneVault, hasForgotten: Bool) {
        if hasForgotten { generation += 1 } else { known.note(vault.fetched, at: generation) }
    }
}
