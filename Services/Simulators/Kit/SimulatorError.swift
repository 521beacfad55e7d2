/// Why a simulator cannot start: one sentence that also says how to mend it.
package struct SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
