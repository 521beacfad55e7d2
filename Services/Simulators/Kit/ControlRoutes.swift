internal import HTTPServer
internal import JSON
internal import Kernel
internal import Observability

/// The control interface, which is never subject to faults.
func controlRouter(_ name: String, _ simulator: any Simulator, _ context: SimulatorContext) -> Router {
    let (faults, calls) = (context.faults, context.calls)
    var router = Router()
    router.add(.get, "/_control/state", control("readState", "What it was asked and what it holds.")) { _ in
        var state: JSONMembers = [
            "simulator": .string(name), "seed": .string("\(faults.seed)"), "now": .string(context.now.rfc3339),
            "faults": faults.settings.json, "scripts": scriptsJSON(faults), "calls": calls.json,
        ]
        for (name, value) in simulator.state() { state[name] = value }
        return .json(JSONValue.object(state).bytes(order: .asWritten))
    }
    router.add(.put, "/_control/faults", control("setFaults", "Replace what goes wrong at random.")) { request in
        faults.settings = try FaultSettings(try JSONValue(request.body))
        return .json(faults.settings.json.bytes(order: .asWritten))
    }
    router.add(.put, "/_control/scripts/{key}", control("setScript", "Prescribe what happens to one key.", [key])) {
        request in
        try faults.setScript(try JSONValue(request.body), for: try request.parameter("key"))
        return .json(scriptsJSON(faults).bytes())
    }
    router.add(
        .delete, "/_control/scripts/{key}", control("removeScript", "Prescribe nothing for the key any more.", [key])
    ) {
        request in
        faults.removeScript(for: try request.parameter("key"))
        return .noContent()
    }
    router.add(.post, "/_control/reset", control("reset", "Forget everything.")) { _ in
        faults.reset()
        simulator.reset()
        calls.reset()
        return .noContent()
    }
    return router
}

/// Whatever names what a script is about: an id, a domain, a phone number, or `*`.
private let key = Parameter.path("key", "What the script is about.", schema: .text(1...256))

private func control(_ id: String, _ summary: String, _ parameters: [Parameter] = []) -> Operation {
    Operation(id: id, summary: summary, access: .anyone, tag: "control", parameters: parameters)
}

private func scriptsJSON(_ faults: FaultPlan) -> JSONValue {
    var members = JSONMembers()
    for (key, script) in faults.scripts { members[key] = script.json }
    return .object(members)
}
