package import Kernel

/// Whether something the service needs is there.
package enum HealthStatus: Sendable, Hashable {
    case ok
    /// One sentence, safe to show to anybody who may see the health page.
    case failing(String)
}

/// A question about one dependency. Asked again and again; it must not change anything.
package struct HealthCheck: Sendable {
    /// Stable, for alerts: `database`, `kafka`.
    package let name: String
    let ask: @Sendable () async -> HealthStatus

    package init(_ name: String, _ ask: @escaping @Sendable () async -> HealthStatus) {
        self.name = name
        self.ask = ask
    }
}

/// A check's latest answer.
package struct HealthReport: Sendable, Hashable {
    package let name: String
    package let status: HealthStatus
    /// Since when the check gives answers of this kind.
    package let since: Instant
}
