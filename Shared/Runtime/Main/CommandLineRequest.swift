/// What the command line of a service asks for.
enum CommandLineRequest: Equatable {
    case run, help, version, configuration
    case unknown(String)

    init(arguments: [String]) {
        switch arguments {
        case []: self = .run
        case ["--help"], ["-h"]: self = .help
        case ["--version"]: self = .version
        case ["--configuration"]: self = .configuration
        default: self = .unknown(arguments.joined(separator: " "))
        }
    }
}

func usage(service: String) -> String {
    """
    Usage: \(service) [--help | --version | --configuration]

    Runs the service until SIGTERM or SIGINT; a second signal ends it at once.
    It is configured by environment variables only; --configuration prints them all as Markdown.
    Exit codes: 0 stopped as asked, 1 failed, 64 wrong arguments, 78 wrong configuration.

    """
}
