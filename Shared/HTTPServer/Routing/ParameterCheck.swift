internal import JSON
internal import Kernel

/// The shape of every id in an address. The contracts between the services give ids the same.
package enum Identifier {
    package static let pattern = "^[A-Za-z0-9][A-Za-z0-9._:-]*$"
    package static let lengthMax = 64
    /// For messages.
    package static let shape = "1 to \(lengthMax) letters, digits or . _ : -, beginning with a letter or digit"

    package static func isWellFormed(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...lengthMax).contains(bytes.count), let first = bytes.first, isAlphanumeric(first) else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || "._:-".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension Router.Route {
    /// Holds what a request asks for against the schemas by which the operation describes its parameters.
    ///
    /// - Throws: `Problem` 404 for an id in the path that can be nobody's; 400 naming the query parameter that is not as described, stands
    ///   twice, or is missing; 400 or 428 for a missing header.
    func checkParameters(of request: HTTPRequest) throws(Problem) {
        for (name, value) in request.pathParameters {
            let declared = operation.parameters.first { $0.location == .path && $0.name == name }
            if let complaint = complaint(of: value, declared?.schema.value ?? JSONSchema.id.value) {
                throw Problem(
                    status: 404, "There is nothing at this address: '\(name)' must be \(complaint).", field: name)
            }
        }
        for parameter in operation.parameters {
            switch parameter.location {
            case .path: continue
            case .query: try parameter.check(request.query.values(parameter.name))
            case .header: try parameter.requirePresence(in: request.headers)
            }
        }
    }
}

extension Parameter {
    fileprivate func check(_ values: [String]) throws(Problem) {
        guard let value = values.first else {
            guard isRequired else { return }
            throw .badRequest("The query parameter '\(name)' is required.", field: name)
        }
        guard values.count == 1 else { throw .badRequest("Send '\(name)' once.", field: name) }
        if let complaint = complaint(of: value, schema.value) {
            throw .badRequest("'\(name)' must be \(complaint).", field: name)
        }
    }

    fileprivate func requirePresence(in headers: HTTPHeaders) throws(Problem) {
        guard isRequired, headers[name] == nil else { return }
        throw Problem(
            status: name == "If-Match" ? 428 : 400, "The header \(name) is required.", field: name)
    }
}

/// How long a text may be whose schema does not say.
private let lengthMaxDefault: Int64 = 256

/// What the value should be, if the schema does not take it; the words never quote it.
private func complaint(of value: String, _ schema: JSONValue) -> String? {
    if let words = schema["enum"]?.array?.compactMap(\.string) {
        return words.contains(value) ? nil : "one of \(words.joined(separator: ", "))"
    }
    switch schema["type"]?.string {
    case "integer": return complaint(ofInteger: value, schema)
    case "boolean": return ["true", "false"].contains(value) ? nil : "true or false"
    default: return complaint(ofText: value, schema)
    }
}

private func complaint(ofInteger value: String, _ schema: JSONValue) -> String? {
    let least = schema["minimum"]?.int64 ?? .min
    let most = schema["maximum"]?.int64 ?? .max
    // Int64 takes a plus and leading zeros as well.
    if let number = Int64(value), String(number) == value, least <= number, number <= most { return nil }
    return switch (least, most) {
    case (.min, .max): "a whole number"
    case (_, .max): "a whole number of at least \(least)"
    case (.min, _): "a whole number of at most \(most)"
    default: "a whole number from \(least) to \(most)"
    }
}

private func complaint(ofText value: String, _ schema: JSONValue) -> String? {
    let length = Int64(value.unicodeScalars.count)
    let most = schema["maxLength"]?.int64 ?? lengthMaxDefault
    if length > most { return "of at most \(most) characters" }
    let least = schema["minLength"]?.int64 ?? 0
    if length < least { return least == 1 ? "not empty" : "of at least \(least) characters" }
    if schema["pattern"]?.string == Identifier.pattern, !Identifier.isWellFormed(value) {
        return "an id: \(Identifier.shape)"
    }
    if schema["format"]?.string == "date-time", Instant(rfc3339: value) == nil {
        return "an instant such as 2026-11-21T08:00:00Z"
    }
    return nil
}
