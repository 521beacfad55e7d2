/// A rule forbids what was asked. Tells which rule, what is wrong and how to mend it; safe to show to the asker.
package struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable {
        /// The request itself is wrong; the same request can never succeed.
        case invalid
        /// The asker may not do this.
        case forbidden
        /// There is no such thing, or none the asker may see.
        case notFound
        /// The present state does not allow it.
        case conflict
    }

    package let reason: Reason
    /// Machine-readable, kebab case, stable: `price-changed`.
    package let code: String
    /// The rule's ID in the marketplace's rule book, if one decided: `ORD-03`.
    package let rule: String?
    /// One sentence for people: what is wrong and how to mend it.
    package let detail: String
    /// Names what is missing or wrong, for example policies or fields.
    package let items: [String]

    package var description: String { "\(rule.map { "\($0) " } ?? "")\(code): \(detail)" }

    package init(_ reason: Reason, _ code: String, rule: String? = nil, _ detail: String, items: [String] = []) {
        self.reason = reason
        self.code = code
        self.rule = rule
        self.detail = detail
        self.items = items
    }
}
