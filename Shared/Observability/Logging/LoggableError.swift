/// An error that has a stable code and a description without personal data or secrets.
package protocol LoggableError: Error {
    /// Stable, for searching and alerts: `kafka.broker_unreachable`.
    var logCode: String { get }
    /// What is wrong, safe to show to anybody who reads logs.
    var logDescription: String { get }
}

/// What may be said of any error. An error's own `description` is safe by this project's rule; one without it shows only its type
/// or case and what errors it holds, because other values may be personal data.
package func loggable(_ error: any Error) -> (code: String, description: String) {
    if let known = error as? any LoggableError { return (known.logCode, known.logDescription) }
    let type = String(describing: type(of: error))
    if let decoding = error as? DecodingError { return (type, placeAndKind(of: decoding)) }
    if let described = error as? any CustomStringConvertible { return (type, described.description) }
    let mirror = Mirror(reflecting: error)
    let causes = heldErrors(mirror).map { loggable($0).description }
    return (type, ([name(of: error, mirror) ?? type] + causes).joined(separator: ": "))
}

/// The name of an enumeration's case, without its values.
private func name(of error: any Error, _ mirror: Mirror) -> String? {
    guard mirror.displayStyle == .enum else { return nil }
    return mirror.children.isEmpty ? "\(error)" : mirror.children.first?.label
}

/// Errors among the members of an error, or among the values of its case.
private func heldErrors(_ mirror: Mirror) -> [any Error] {
    mirror.children.flatMap { child -> [any Error] in
        if let error = child.value as? any Error { return [error] }
        let values = Mirror(reflecting: child.value)
        return values.displayStyle == .tuple ? values.children.compactMap { $0.value as? any Error } : []
    }
}

/// What Swift's decoders say may quote the value, so only the place is taken from it.
private func placeAndKind(of error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "the whole" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .typeMismatch(let type, let context): return "\(place(context.codingPath)) is no \(type)"
    case .valueNotFound(_, let context): return "\(place(context.codingPath)) has no value"
    case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
    case .dataCorrupted(let context): return "\(place(context.codingPath)) has a value that cannot be used"
    @unknown default: return "it cannot be decoded"
    }
}
