import Crypto
import Messaging
import PostgresClient
import Runtime

/// Seals anew, under the newest key, what a service has sealed under older ones.
struct KeyChange {
    let service: OwnedService
    let keys: EncryptionKeys
    let box: SecretBox
    private(set) var proof: KeyProof
    /// How many values lie under older keys.
    private(set) var older: Int64 = 0

    /// Looks what there is, and changes nothing.
    init(of service: OwnedService, _ keys: EncryptionKeys, _ surroundings: Surroundings) async throws {
        self.service = service
        self.keys = keys
        box = try keys.box()
        proof = KeyProof(newest: keys.current)
        let (box, states) = (box, keys.states)
        let (places, trials) = try await service.withConnection(surroundings) { connection in
            (
                try await service.sealed.places(on: connection),
                try await service.sealed.trials(keys.ids, box, on: connection)
            )
        }
        for (_, trial) in trials { proof.add(trial) }
        older = places.reduce(0) { $0 + states.older($1.counts) }
    }

    /// Nothing shows that the newest key is the one that the service has, and it is about to be used.
    var isFirstUse: Bool { older > 0 && proof.isNewestUnused }

    /// Why nothing may be sealed anew.
    ///
    /// - Parameter takesFirst: whether somebody has said that the newest key is the right one.
    func obstacle(takesFirst: Bool) -> String? {
        if let wrong = proof.wrong.first {
            return """
                nothing was sealed anew: no value tried opens with key '\(wrong)', so it is another one than the service's of that name; \
                put the service's into ENCRYPTION_KEYS
                """
        }
        guard isFirstUse, !takesFirst else { return nil }
        return """
            nothing was sealed anew: nothing lies under '\(keys.current)' yet, so nothing shows that it is the key that the service has of \
            that name; --first-use takes your word for it
            """
    }

    /// - Returns: whether nothing is left that is not sealed under the newest key.
    func run(_ surroundings: Surroundings) async throws -> Bool {
        try await service.withConnection(surroundings) { connection in
            for column in service.sealed.columns { try await reseal(column, connection) }
            var isComplete = true
            for place in try await service.sealed.places(on: connection) {
                for line in leftovers(place) {
                    isComplete = false
                    print("\(service.name): \(place.name): \(line)")
                }
            }
            return isComplete
        }
    }

    private func reseal(_ column: SealedColumn, _ connection: PostgresConnection) async throws {
        var resealing = Resealing(column, box, on: connection)
        try await resealing.run()
        let place = "\(service.name): \(column.name)"
        print("\(place): \(resealing.resealed) sealed anew under '\(keys.current)'")
        for (fault, count) in resealing.faults.sorted(by: { $0.key < $1.key }) {
            print("\(place): \(count) could not be: \(fault)")
        }
    }

    private func leftovers(_ place: SealedValues.Place) -> [String] {
        var lines: [String] = []
        let (older, missing) = (keys.states.older(place.counts), keys.states.missing(place.counts))
        if older > 0, place.isWaiting {
            lines.append(
                """
                \(older) are left under older keys, in inputs that wait: release them ('marketctl parked retry') or drop them, then call \
                again, before a key is taken away
                """)
        } else if older > 0 {
            lines.append(
                """
                \(older) are left under older keys: what was only in use just now goes with another call, what could not be opened \
                does not
                """)
        }
        if missing > 0 {
            lines.append("\(missing) cannot be opened with any key that is configured: 'marketctl doctor' says more")
        }
        return lines
    }
}
