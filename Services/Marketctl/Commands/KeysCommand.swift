import Crypto
import Messaging
import Observability
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
            options: [
                OwnedService.option("only that one; the six if left out"), Option("yes", "do not ask"),
                Option(
                    "first-use",
                    "with --yes: also where nothing lies under the newest key yet, that could show that it is the right one"
                ),
            ],
            meaning:
                "seal what lies under older keys anew under the newest; exit 1 if something is left that is not under it"
        ),
    ]
    package let notes = """
        Both go by ENCRYPTION_KEYS, the same as the service's; the first is the newest. To change keys: put the new one last, at every
        instance; when all run with it, put it first; when all run so, 'keys reseal', which may be interrupted and called again; when
        'keys list' shows nothing under the old key, take it away. A service is left alone if a key opens nothing of what lies under its
        name. Passwords that vendors answered lie in inputs of orders ('inputs in parked') until those are applied, and are not
        sealed anew there: release such inputs or drop them ('parked'), then call again. Codes that are on their way by text message
        are sealed under these keys, too, for five minutes. Inputs that were set aside while a person's key could not be opened stay in the
        journal as they were, for RETENTION_JOURNAL; no service reads them there.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let keys = try surroundings.encryptionKeys()
        guard call.action == "reseal" else { return try await list(call, keys.states, surroundings) }
        var changes: [KeyChange] = []
        for service in OwnedService.chosen(call) {
            changes.append(try await KeyChange(of: service, keys, surroundings))
        }
        guard call.has("yes") || surroundings.confirm(Self.question(changes, keys)) else {
            print("nothing was changed; 'keys list' shows what it is about, --yes does it without asking")
            return 1
        }
        // Whoever was asked has read of it.
        return try await reseal(changes, takesFirst: !call.has("yes") || call.has("first-use"), surroundings)
    }

    private static func question(_ changes: [KeyChange], _ keys: EncryptionKeys) -> String {
        let first = changes.filter(\.isFirstUse).map(\.service.name)
        let warning = """
            Nothing of \(first.joined(separator: ", ")) lies under it yet, so nothing shows that it is the same key there: if it is not, \
            all of that is lost.
            """
        return """
            What lies under older keys is sealed anew under '\(keys.current)'. Instances that do not have that key in ENCRYPTION_KEYS \
            can no longer read it. \(first.isEmpty ? "" : warning + " ")Go on?
            """
    }

    private func list(_ call: Call, _ states: KeyStates, _ surroundings: Surroundings) async throws -> Int32 {
        var lines = [["SERVICE", "VALUES OF", "KEY", "COUNT", "STATE"]]
        var isComplete = true
        for service in OwnedService.chosen(call) {
            try await service.withConnection(surroundings) { connection in
                for place in try await service.sealed.places(on: connection) {
                    for count in place.counts {
                        let state = states.state(of: count.keyID)
                        if state == .missing { isComplete = false }
                        lines.append(
                            [service.name, place.name, count.keyID ?? "none", "\(count.values)", state.rawValue])
                    }
                }
            }
        }
        print(lines.count > 1 ? Table(lines).text : "nothing is sealed yet")
        return isComplete ? 0 : 1
    }

    private func reseal(_ changes: [KeyChange], takesFirst: Bool, _ surroundings: Surroundings) async throws -> Int32 {
        var isComplete = true
        for change in changes {
            if let obstacle = change.obstacle(takesFirst: takesFirst) {
                print("\(change.service.name): \(obstacle)")
                isComplete = false
            } else if try await !change.run(surroundings) {
                isComplete = false
            }
        }
        return isComplete ? 0 : 1
    }
}

extension EncryptionKeys {
    var ids: [String] { keys.reveal().keys.sorted() }
    func box() throws(CryptoError) -> SecretBox { try SecretBox(keys: keys.reveal(), current: current) }
    var states: KeyStates { KeyStates(newest: current, configured: Set(ids)) }
}
