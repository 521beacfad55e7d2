/// How much a log line matters; a logger drops what is below its level.
package enum LogLevel: String, Sendable, Comparable, CaseIterable {
    /// For finding a fault; off in production.
    case debug
    /// Normal life: started, stopped, a migration done.
    case info
    /// Works, but somebody should look: a retry, a dependency that is away, an input parked.
    case warning
    /// Something asked for was not done.
    case error

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}
