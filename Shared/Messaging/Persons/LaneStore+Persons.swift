import Crypto
import PostgresClient

extension LaneStore {
    /// The keys of those that have one; whoever something is to be sealed for gets one, with the transaction it is asked in.
    func personKeys(_ wanted: LaneVault.Wanted, _ keyring: PersonKeyring) throws(PostgresError) -> [String: PersonKey] {
        var pipeline = Pipeline()
        if !wanted.toSeal.isEmpty {
            var accounts = BinaryArray(of: .text), keys = BinaryArray(of: .bytea)
            // In one order everywhere, so that two lanes that make keys for the same persons wait for each other one way only.
            for account in wanted.toSeal.sorted() {
                accounts.append(text: account)
                keys.append(bytes: try made(account, keyring))
            }
            pipeline.add(
                """
                INSERT INTO person_key (account, key) SELECT * FROM unnest(\(accounts), \(keys)) ON CONFLICT DO NOTHING
                """)
        }
        pipeline.add(PersonKeyQuery.of(wanted))
        return try PersonKeyQuery.keys(session.runPipeline(pipeline).get().last, keyring)
    }

    private func made(_ account: String, _ keyring: PersonKeyring) throws(PostgresError) -> [UInt8] {
        do { return try keyring.make(for: account) } catch {
            throw PostgresError(.misuse, "no key can be made for a person's data: \(error.description)")
        }
    }

    /// From the commit on nothing is left of them.
    func addForgotten(_ plan: BatchPlan, to pipeline: inout Pipeline) {
        guard !plan.forgotten.isEmpty else { return }
        pipeline.add("DELETE FROM person_key WHERE account = ANY(\(plan.forgotten))")
        pipeline.add("UPDATE person_generation SET number = number + 1 WHERE one")
    }
}

enum PersonKeyQuery {
    static func of(_ wanted: LaneVault.Wanted) -> SQL {
        let accounts = wanted.toOpen.union(wanted.toSeal).sorted()
        return "SELECT account, number, key FROM person_key WHERE account = ANY(\(accounts))"
    }

    static func keys(_ rows: PostgresRows?, _ keyring: PersonKeyring) throws(PostgresError) -> [String: PersonKey] {
        var keys: [String: PersonKey] = [:]
        guard let rows else { return keys }
        for row in rows {
            let account: String = try row.get(0)
            keys[account] = keyring.key(try row.get(1), sealed: try row.get(2), of: account)
        }
        return keys
    }
}
