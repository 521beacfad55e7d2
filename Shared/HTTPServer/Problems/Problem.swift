internal import JSON

/// An error as clients see it (RFC 9457). Everything in it is shown to the client.
package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing wrong in the request's body.
    package struct Detail: Sendable, Hashable {
        /// Where, as a JSON pointer.
        package let pointer: String
        package let detail: String

        package init(pointer: String, detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    /// Names the kind of problem for programs; kebab case, `about:blank` when the status says it all.
    package var type: String
    package var title: String
    package var status: Int
    /// What is wrong here and how to mend it, for people.
    package var detail: String
    package var instance: String?
    /// The marketplace's rule that decided, such as `ORD-03`.
    package var rule: String?
    /// The parameter or header that is wrong.
    package var field: String?
    package var errors: [Detail]
    /// What the asker lacks, such as roles or policies.
    package var missing: [String]
    /// Finds the error in the log.
    package var errorID: String?
    /// Sent with the answer, such as `Retry-After` or `Allow`.
    package var headers: HTTPHeaders

    package init(
        status: Int, type: String = "about:blank", title: String? = nil, _ detail: String, rule: String? = nil,
        field: String? = nil,
        errors: [Detail] = [], missing: [String] = [], headers: HTTPHeaders = HTTPHeaders()
    ) {
        self.status = status
        self.type = type
        self.detail = detail
        self.rule = rule
        self.field = field
        self.errors = errors
        self.missing = missing
        self.headers = headers
        self.title = title ?? Self.title(of: status)
    }

    package var description: String { "\(status) \(type): \(detail)" }

    package static func == (left: Problem, right: Problem) -> Bool {
        left.json() == right.json()
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(type)
    }
}

extension Problem {
    /// The problem as the body of an answer.
    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", type)
        writer.member("title", title)
        writer.name("status")
        writer.int64(Int64(status))
        writer.member("detail", detail)
        writer.member("instance", instance)
        writer.member("rule", rule)
        writer.member("field", field)
        writer.member("errorId", errorID)
        writer.member("missing", missing)
        writer.member("errors", errors)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    fileprivate mutating func member(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    fileprivate mutating func member(_ name: String, _ details: [Problem.Detail]) {
        guard !details.isEmpty else { return }
        self.name(name)
        beginArray()
        for detail in details {
            beginObject()
            member("pointer", detail.pointer)
            member("detail", detail.detail)
            endObject()
        }
        endArray()
    }
}
