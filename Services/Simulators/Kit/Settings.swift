/// One setting of a simulator: an environment variable, or the flag of the same name (`ISV_KEY` is `--isv-key`).
package struct Setting: Sendable {
    let name: String
    let initial: String
    let meaning: String

    package init(_ name: String, _ initial: String, _ meaning: String) {
        self.name = name
        self.initial = initial
        self.meaning = meaning
    }

    var flag: String { "--" + name.lowercased().split(separator: "_").joined(separator: "-") }
}

/// The values in force: flags before the environment before what the program brings.
package struct Settings: Sendable {
    private let values: [String: String]

    package init(_ settings: [Setting], arguments: [String] = [], environment: [String: String] = [:])
        throws(SimulatorError)
    {
        var values: [String: String] = [:]
        for setting in settings { values[setting.name] = environment[setting.name] ?? setting.initial }
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            guard let setting = settings.first(where: { $0.flag == flag }) else {
                throw SimulatorError("\(flag) is not known; see --help", exitCode: 64)
            }
            guard let value = rest.popFirst() else { throw SimulatorError("\(flag) needs a value", exitCode: 64) }
            values[setting.name] = value
        }
        self.values = values
    }

    /// The value of a setting that was declared; empty otherwise.
    package subscript(_ name: String) -> String { values[name] ?? "" }

    /// - Throws: when the value is no whole number of that type.
    package func number<Number: FixedWidthInteger>(_ name: String, as _: Number.Type = Number.self)
        throws(SimulatorError) -> Number
    {
        guard let number = Number(self[name]) else {
            throw SimulatorError(
                "\(name) is '\(self[name])'; it must be a whole number from \(Number.min) to \(Number.max)")
        }
        return number
    }
}
