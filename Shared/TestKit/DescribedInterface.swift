package import JSON
import Synchronization

/// A service's OpenAPI document, as what its answers are held against.
package struct DescribedInterface: Sendable {
    /// An answer that is not as the document says.
    package struct Mismatch: Error, CustomStringConvertible {
        package let description: String
    }

    /// What came of a request.
    package struct Answered: Sendable {
        package let method: String
        /// The path and the query that were asked for.
        package let target: String
        package let status: Int
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        package init(
            _ method: String, _ target: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]
        ) {
            self.method = method
            self.target = target
            self.status = status
            self.headers = headers
            self.body = body
        }

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    let title: String
    private let document: JSONValue
    private let operations: [DescribedOperation]

    /// - Throws: `Mismatch` if the document leaves open what it should say.
    package init(_ document: JSONValue) throws {
        self.document = document
        title = document.at("/info/title")?.string ?? ""
        operations = DescribedOperation.all(of: document)
        let gaps = DescriptionGaps(document).all(in: operations)
        guard gaps.isEmpty else {
            throw Mismatch(description: "The description of \(title) leaves open:\n\(gaps.joined(separator: "\n"))")
        }
        AnswerTally.describe(title, operations.flatMap(\.successes))
    }

    /// Takes note of the answer.
    /// - Throws: `Mismatch` if it is not what the document says.
    package func check(_ answer: Answered) throws {
        let segments = Self.segments(answer.target)
        let matching = operations.filter { $0.matches(segments) }.sorted { $0.literals > $1.literals }
        let method = answer.method.lowercased()
        guard let best = matching.first,
            let operation = matching.first(where: { $0.template == best.template && $0.method == method })
        else {
            return try require(answer, [400, 404, 405].contains(answer.status), "nothing is described there")
        }
        if Self.ofTheServer.contains(answer.status) { return }
        guard let described = operation.value["responses"]?[String(answer.status)] else {
            return try require(answer, false, "\(operation.id) describes no answer \(answer.status)")
        }
        let validator = SchemaValidator(document)
        let response = validator.resolved(described) ?? .null
        try checkHeaders(answer, response)
        try checkBody(answer, response["content"]?.object, validator)
        if answer.status < 400 { AnswerTally.count(title, "\(operation.id) \(answer.status)") }
    }

    /// What any route may be answered by the server itself: see `default`.
    private static let ofTheServer: Set = [405, 408, 413, 417, 431]

    private static let describedHeaders = [
        "Location", "ETag", "Retry-After", "WWW-Authenticate", "Content-Disposition",
    ]

    private func checkHeaders(_ answer: Answered, _ response: JSONValue) throws {
        let described = response["headers"]?.object ?? JSONMembers()
        for name in described.names { try require(answer, answer.header(name) != nil, "it lacks the header \(name)") }
        for name in Self.describedHeaders where answer.header(name) != nil {
            try require(answer, described[name] != nil, "the header \(name) is not described")
        }
    }

    private func checkBody(_ answer: Answered, _ content: JSONMembers?, _ validator: SchemaValidator) throws {
        guard let content else { return try require(answer, answer.body.isEmpty, "a body is not described") }
        let type = answer.header("Content-Type") ?? ""
        guard let media = content[type] else { return try require(answer, false, "it is of the type '\(type)'") }
        guard let schema = media["schema"] else { return }
        let faults: [String]
        do {
            faults = validator.faults(try JSONValue(answer.body), schema)
        } catch {
            faults = ["is no JSON: \(error)"]
        }
        try require(answer, faults.isEmpty, faults.joined(separator: "; "))
    }

    private func require(_ answer: Answered, _ holds: Bool, _ what: String) throws {
        if holds { return }
        let body = String(decoding: answer.body.prefix(2_000), as: UTF8.self)
        throw Mismatch(
            description:
                "\(title) answers \(answer.method) \(answer.target) with \(answer.status), but \(what): \(body)")
    }

    static func segments(_ target: String) -> [String] {
        target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    }
}

/// One operation of a document.
struct DescribedOperation: Sendable {
    let method: String
    let template: String
    let value: JSONValue
    private let segments: [String]

    var id: String { value["operationId"]?.string ?? "" }
    /// How many segments are no parameters: a path that fits several templates belongs to the one with most.
    var literals: Int { segments.count { !$0.hasPrefix("{") } }
    /// Operation and status of every success it describes.
    var successes: [String] { statuses.filter { $0.hasPrefix("2") }.map { "\(id) \($0)" } }
    var statuses: [String] { value["responses"]?.object?.names ?? [] }

    static func all(of document: JSONValue) -> [DescribedOperation] {
        (document["paths"]?.object ?? JSONMembers()).flatMap { template, methods in
            (methods.object ?? JSONMembers()).map { method, value in
                DescribedOperation(
                    method: method, template: template, value: value,
                    segments: DescribedInterface.segments(template))
            }
        }
    }

    func matches(_ path: [String]) -> Bool {
        path.count == segments.count && zip(path, segments).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
