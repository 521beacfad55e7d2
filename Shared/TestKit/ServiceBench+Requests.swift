import HTTPClient
package import JSON

extension ServiceBench {
    /// What came of a request.
    package struct Answer: Sendable {
        package let status: Int
        /// `.null` without a body, and for one that is no JSON.
        package let body: JSONValue
        package let bytes: [UInt8]
        private let headers: [OutboundHeader]

        fileprivate init(_ response: OutboundResponse) {
            status = response.status
            headers = response.headers
            bytes = response.body
            body = (try? JSONValue(response.body)) ?? .null
        }

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// Asks over HTTP. What is answered must be as the interface describes it.
    ///
    /// - Parameters:
    ///   - asker: account, role and, for a vendor, whom it speaks for: `A-2 vendor V-1`; nil asks without a credential.
    ///   - text: a body that is not JSON.
    /// - Throws: `DescribedInterface.Mismatch` naming what is not as described.
    package func request(
        _ method: String, _ path: String, as asker: String? = nil, key: String? = nil, ifMatch: String? = nil,
        body: JSONValue? = nil, text: [UInt8]? = nil
    ) async throws -> Answer {
        var headers: [OutboundHeader] = []
        if let asker { headers.append(OutboundHeader("Authorization", "Bench \(asker)")) }
        if let key { headers.append(OutboundHeader("Idempotency-Key", key)) }
        if let ifMatch { headers.append(OutboundHeader("If-Match", ifMatch)) }
        if body != nil { headers.append(OutboundHeader("Content-Type", "application/json")) }
        if text != nil { headers.append(OutboundHeader("Content-Type", "text/plain; charset=utf-8")) }
        let response = try await http.send(
            OutboundRequest(method, address + path, headers: headers, body: text ?? body?.bytes() ?? []))
        try interface.check(
            DescribedInterface.Answered(
                method, path, status: response.status, headers: response.headers.map { ($0.name, $0.value) },
                body: response.body))
        return Answer(response)
    }

    /// Asks over HTTP as `account` in `role`; gives status and body.
    package func ask(
        _ method: String, _ path: String, as account: String, _ role: String, key: String? = nil, body: JSONValue? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        let answer = try await request(method, path, as: "\(account) \(role)", key: key, body: body)
        return (answer.status, answer.body)
    }
}
