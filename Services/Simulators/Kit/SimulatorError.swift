/// Why a simulator cannot start: one sentence that also says how to mend it.
package struct SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// What the process ends with, as in sysexits.h: 64 for the command line, 78 for the configuration.
    package let exitCode: Int32

    package init(_ message: String, exitCode: Int32 = 78) {
        self.message = message
        self.exitCode = exitCode
    }

    package var description: String { message }
}
