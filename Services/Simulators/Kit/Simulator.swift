package import HTTPServer
package import JSON

/// A part of the outside world, in memory.
package protocol Simulator: Sendable {
    /// The protocol simulated, and what people and tests look at.
    var router: Router { get }
    /// What it holds now, as members of the control state.
    func state() -> JSONMembers
    /// Forgets everything it holds.
    func reset()
    /// Does what is due by its clock. Called a few times a second.
    func tick() async
}

extension Simulator {
    package func tick() async {}
}

/// What it takes to run a simulator.
package struct SimulatorProgram: Sendable {
    /// As operators type it: `payment-simulator`.
    let name: String
    let purpose: String
    let port: UInt16
    let settings: [Setting]
    let scriptMembers: [ScriptMember]
    let make: @Sendable (SimulatorContext) throws -> any Simulator

    package init(
        name: String, purpose: String, port: UInt16, settings: [Setting] = [], scriptMembers: [ScriptMember] = [],
        make: @escaping @Sendable (SimulatorContext) throws -> any Simulator
    ) {
        self.name = name
        self.purpose = purpose
        self.port = port
        self.settings = settings
        self.scriptMembers = scriptMembers
        self.make = make
    }

    var allSettings: [Setting] {
        [
            Setting("PORT", "\(port)", "HTTP port; 0 lets the system choose."),
            Setting("ADDRESS", "127.0.0.1", "Numeric address to listen on; 0.0.0.0 for all."),
            Setting("SEED", "1", "Of everything random: a whole number."),
        ] + settings
    }

    var help: String {
        func table(_ rows: [(String, String)]) -> String {
            let width = (rows.map(\.0.count).max() ?? 0) + 2
            return rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count) + $0.1 }.joined(
                separator: "\n")
        }
        let settings = allSettings.map { ("\($0.flag), \($0.name)", "\($0.meaning) [\($0.initial)]") }
        let members = (ScriptMember.common + scriptMembers).map { ($0.name, $0.meaning) }
        return """
            \(name): \(purpose)
            Everything is in memory and gone when it ends. Not for production.

            Settings, as flag or environment variable [default]:
            \(table(settings))

            Control, at any time, on the same port:
              GET  /_control/state          what it was asked and what it holds
              PUT  /_control/faults         what goes wrong at random
              PUT  /_control/scripts/{key}  what is prescribed for one key; * for all others (DELETE takes it back)
              POST /_control/reset          forget everything

            Members of a script:
            \(table(members))

            """
    }
}
