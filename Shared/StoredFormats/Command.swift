/// The command line: `stored-formats check`, `stored-formats release [--again SERVICE/TYPE …]`.
package enum Command {
    private static let usage = """
        Usage: stored-formats check | release [--again SERVICE/TYPE …]

        check    says what the services no longer store as it was released, or no longer read
        release  keeps shape and samples of what is new; released files are never written again, but for those of types named
                 after --again (orders/order.state), whose present version no installation holds yet

        Run it where the repository begins. -h and --help show this, --version the build.
        Exit codes: 0 done, 1 something is wrong, 64 wrong arguments.
        """

    /// - Parameter environment: tells which build this is.
    /// - Returns: the exit code.
    package static func run(_ arguments: [String], environment: [String: String] = [:]) -> Int32 {
        let arguments = Array(arguments.dropFirst())
        switch arguments.first {
        case "-h", "--help":
            print(usage)
            return 0
        case "--version":
            let version = environment["BUILD_VERSION"] ?? "development"
            print("stored-formats \(version) (\(environment["BUILD_COMMIT"] ?? "unknown"))")
            return 0
        case "check" where arguments.count == 1: return run { $0.check() }
        case "release" where arguments.count == 1: return run { $0.release(again: []) }
        case "release" where arguments.count > 2 && arguments[1] == "--again":
            return run { $0.release(again: Array(arguments.dropFirst(2))) }
        default:
            let what = arguments.joined(separator: " ")
            print(what.isEmpty ? usage : "stored-formats does not know '\(what)'.\n\n\(usage)")
            return 64
        }
    }

    private static func run(_ problems: (StoredServices) -> [String]) -> Int32 {
        do {
            let problems = problems(try StoredServices(root: "."))
            for problem in problems { print(problem) }
            return problems.isEmpty ? 0 : 1
        } catch {
            print(error)
            return 1
        }
    }
}
