import Crypto
import Messaging
import Observability
import PostgresClient
import Runtime

package struct KeysCommand: Command {
    package let name = "keys"
    package let summary = "show under which encryption keys data lie, or seal them anew under the newest"
    package let forms = [
        Form(
            "list", options: [OwnedService.option("only that one; the six if left out")],
            meaning: "how many values lie under which key, and whether it is there; exit 1 if one is missing"),
        Form(
            "reseal",
            options: [OwnedService.option("only that one; the six if left out"), Option("yes", "do not ask")],
            meaning:
                "seal what lies under older keys anew under the newest; exit 1 if something is left under an older one"
        ),
    ]
    package let notes = """
        Both go by ENCRYPTION_KEYS, the same as the service's; the first is the newest. To change keys: put the new one last, at every
        instance; when all run with it, put it first; when all run so, 'keys reseal', which may be interrupted and called again; when
        'keys list' shows nothing under the old key, take it away. Codes that are on their way by text message are sealed under these
        keys, too, for five minutes. Inputs that were set aside while a person's key could not be opened stay in the journal as they
        were, for RETENTION_JOURNAL; no service reads them there.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let keys = try surroundings.encryptionKeys()
        guard call.action == "reseal" else { return try await list(call, keys.states, surroundings) }
        let question = """
            What lies under older keys is sealed anew under '\(keys.current)'. Instances that do not have that key in ENCRYPTION_KEYS \
            can no longer read it. Go on?
            """
        guard call.has("yes") || surroundings.confirm(question) else {
            print("nothing was changed; 'keys list' shows what it is about, --yes does it without asking")
            return 1
        }
        return try await reseal(call, keys, surroundings)
    }

    private func list(_ call: Call, _ states: KeyStates, _ surroundings: Surroundings) async throws -> Int32 {
        var lines = [["SERVICE", "VALUES OF", "KEY", "COUNT", "STATE"]]
        var isComplete = true
        for service in OwnedService.chosen(call) {
            try await service.withConnection(surroundings) { connection in
                for column in service.sealed {
                    for count in try await column.counts(on: connection) {
                        let state = states.state(of: count.keyID)
                        if state == .missing { isComplete = false }
                        lines.append(
                            [service.name, column.name, count.keyID ?? "none", "\(count.values)", state.rawValue])
                    }
                }
            }
        }
        print(lines.count > 1 ? Table(lines).text : "nothing is sealed yet")
        return isComplete ? 0 : 1
    }

    private func reseal(_ call: Call, _ keys: EncryptionKeys, _ surroundings: Surroundings) async throws -> Int32 {
        let box = try SecretBox(keys: keys.keys.reveal(), current: keys.current)
        let states = keys.states
        var isComplete = true
        for service in OwnedService.chosen(call) {
            try await service.withConnection(surroundings) { connection in
                for column in service.sealed {
                    var resealing = Resealing(column, box, on: connection)
                    try await resealing.run()
                    let place = "\(service.name): \(column.name)"
                    print("\(place): \(resealing.resealed) sealed anew under '\(keys.current)'")
                    for (fault, count) in resealing.faults.sorted(by: { $0.key < $1.key }) {
                        print("\(place): \(count) could not be: \(fault)")
                    }
                    let left = states.older(try await column.counts(on: connection))
                    guard left > 0 else { continue }
                    isComplete = false
                    print(
                        "\(place): \(left) are left under older keys; what was only in use just now goes with another call"
                    )
                }
            }
        }
        return isComplete ? 0 : 1
    }
}

extension EncryptionKeys {
    var states: KeyStates { KeyStates(newest: current, configured: Set(keys.reveal().keys)) }
}
