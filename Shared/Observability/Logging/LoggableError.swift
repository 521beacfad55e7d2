/// An error that has a stable code and a description without personal data or secrets.
package protocol LoggableError: Error {
    /// Stable, for searching and alerts: `kafka.broker_unreachable`.
    var logCode: String { get }
    /// What is wrong, safe to show to anybody who reads logs.
    var logDescription: String { get }
}

/// What may be said of any error. An error's own `description` is safe by this project's rule; one without it shows only its type
/// and, if it is an enumeration's case without values, that case, because values may be personal data.
package func loggable(_ error: any Error) -> (code: String, description: String) {
    if let known = error as? any LoggableError { return (known.logCode, known.logDescription) }
    let type = String(describing: type(of: error))
    if let described = error as? any CustomStringConvertible { return (type, described.description) }
    let mirror = Mirror(reflecting: error)
    return (type, mirror.displayStyle == .enum && mirror.children.isEmpty ? "\(error)" : type)
}
