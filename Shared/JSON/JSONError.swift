/// Why a JSON text was refused: what was expected, what was found, and where.
///
/// Never quotes a value of the text, so that it may be logged and answered.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of refusal; other modules may add their own.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String
        package init(_ name: String) { description = name }

        /// Not JSON (RFC 8259), or not valid UTF-8.
        package static let malformed = Code("malformed")
        /// Objects and arrays nested beyond the reader's limit.
        package static let tooDeep = Code("too-deep")
        /// JSON, but of another type than the one asked for.
        package static let wrongType = Code("wrong-type")
        /// A member that must be there is absent or null.
        package static let missingMember = Code("missing-member")
        /// A member that stands twice in its object.
        package static let duplicateMember = Code("duplicate-member")
        /// A member that nobody asked for.
        package static let unknownMember = Code("unknown-member")
        /// A number that does not fit its type or its limits.
        package static let outOfRange = Code("out-of-range")
        /// The right JSON type, but not a value that is allowed there.
        package static let invalidValue = Code("invalid-value")
    }

    package let code: Code
    /// Where, as a JSON pointer (RFC 6901): `/lines/0/amount`; empty for the whole text.
    package let pointer: String
    /// Where, as the byte's offset in the text; nil when the value was no longer tied to a text.
    package let offset: Int?
    /// What was expected and what was found, as a clause: "expected a string, found a number".
    package let detail: String

    package init(_ code: Code, pointer: String, offset: Int? = nil, detail: String) {
        self.code = code
        self.pointer = pointer
        self.offset = offset
        self.detail = detail
    }

    /// The same text fails the same way every time.
    package var isRetriable: Bool { false }

    package var description: String {
        let place = pointer.isEmpty ? "JSON" : "JSON at \(pointer)"
        guard let offset else { return "\(place): \(detail)" }
        return "\(place) (byte \(offset)): \(detail)"
    }
}
