import Crypto
import Messaging
import PostgresClient

/// What a service has sealed under its encryption keys.
struct SealedValues {
    /// How many values of one place lie under which keys.
    struct Place {
        let name: String
        let counts: [SealedColumn.Count]
        /// They are carried by inputs that wait, and are not sealed anew there.
        let isWaiting: Bool
    }

    let columns: [SealedColumn]
    let inputs: SealedInputs?

    /// The inputs first: what leaves them for a column meanwhile is counted twice rather than not at all.
    func places(on connection: PostgresConnection) async throws -> [Place] {
        var places: [Place] = []
        for (table, counts) in try await inputs?.counts(on: connection) ?? [] {
            places.append(Place(name: "inputs in \(table)", counts: counts, isWaiting: true))
        }
        for column in columns {
            let counts = try await column.counts(on: connection)
            places.append(Place(name: column.name, counts: counts, isWaiting: false))
        }
        return places
    }

    /// Some values of each column under each of the keys, as far as there are any.
    func trials(_ keyIDs: [String], _ box: SecretBox, on connection: PostgresConnection) async throws
        -> [(column: String, trial: KeyTrial)]
    {
        var trials: [(column: String, trial: KeyTrial)] = []
        for column in columns {
            for keyID in keyIDs {
                let trial = try await KeyTrial(of: keyID, in: column, box, on: connection)
                trials.append((column.name, trial))
            }
        }
        return trials
    }
}
