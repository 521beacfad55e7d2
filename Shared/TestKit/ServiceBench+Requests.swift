import HTTPClient
package import JSON

extension ServiceBench {
    /// What came of a request.
    package struct Answer: Sendable {
        package let status: Int
        /// `.null` without a body.
        package let body: JSONValue
        private let headers: [OutboundHeader]

        fileprivate init(_ response: OutboundResponse) throws(JSONError) {
            status = response.status
            headers = response.headers
            body = response.body.isEmpty ? .null : try JSONValue(response.body)
        }

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// - Parameters:
    ///   - asker: account, role and, for a vendor, whom it speaks for: `A-2 vendor V-1`; nil asks without a credential.
    ///   - text: a body that is not JSON.
    package func request(
        _ method: String, _ path: String, as asker: String? = nil, key: String? = nil, ifMatch: String? = nil,
        body: JSONValue? = nil,
        text: [UInt8]? = nil
    ) async throws -> Answer {
        var headers: [OutboundHeader] = []
        if let asker { headers.append(OutboundHeader("Authorization", "Bench \(asker)")) }
        if let key { headers.append(OutboundHeader("Idempotency-Key", key)) }
        if let ifMatch { headers.append(OutboundHeader("If-Match", ifMatch)) }
        headers.append(OutboundHeader("Content-Type", text == nil ? "application/json" : "text/plain"))
        return try Answer(
            try await http.send(
                OutboundRequest(method, address + path, headers: headers, body: text ?? body?.bytes() ?? [])))
    }
}
