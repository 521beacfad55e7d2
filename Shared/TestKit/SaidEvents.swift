import EventContracts
package import PostgresClient

/// Holds all that a service has said in a test against its contracts, with the decoders of those who read it.
package enum SaidEvents {
    /// Something that a reader would park.
    package struct Unfit: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameters:
    ///   - pool: of the service's schema.
    ///   - topic: of the service's events.
    /// - Throws: `Unfit` naming the first event that is not what its contract says.
    package static func check(in pool: PostgresPool, on topic: String) async throws {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT key, type, payload FROM event ORDER BY lane, number")
        }
        for row in rows {
            let key = try row.get("key", String.self), type = try row.get("type", String.self)
            let fault = fault(of: try row.get("payload", [UInt8].self), type: type, key: key, topic: topic)
            if let fault { throw Unfit(description: "\(type) of \(key) was said, but \(fault)") }
        }
    }

    /// What is wrong with an event; nil if nothing is.
    private static func fault(of payload: [UInt8], type: String, key: String, topic: String) -> String? {
        let message: any WireMessage
        do {
            guard let decoded = try ContractRegistry.decode(type: type, json: payload) else {
                return "no contract knows the type"
            }
            message = decoded
        } catch {
            return "readers refuse it: \(error)"
        }
        if Swift.type(of: message).topic != topic { return "its contract puts it on \(Swift.type(of: message).topic)" }
        let aggregate = key.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
        if message.orderingKey != aggregate { return "its key is \(message.orderingKey) by its contract" }
        return message.json() == payload ? nil : "written again it is another one"
    }
}
