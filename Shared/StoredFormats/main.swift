import FoundationEssentials
import Glibc

exit(Command.run(CommandLine.arguments, environment: ProcessInfo.processInfo.environment))
