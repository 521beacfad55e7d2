package import EventContracts
package import JSON
package import PostgresClient

/// A message as its contract has it, but for one number that no contract allows.
package struct OversizedMessage: Sendable {
    package let type: any WireMessage.Type
    /// Of the number.
    package let pointer: String
    package let value: JSONValue

    /// Every number of every message that a service reads, one at a time.
    package static func all(readBy service: String) throws -> [OversizedMessage] {
        try ContractRegistry.messages(readBy: service).flatMap { type in
            variants(of: try type.exampleJSON(), at: "").map {
                OversizedMessage(type: type, pointer: $0.pointer, value: $0.value)
            }
        }
    }

    private static func variants(of value: JSONValue, at pointer: String) -> [(pointer: String, value: JSONValue)] {
        switch value {
        case .int: return [(pointer, .int(.max))]
        case .object(let members):
            return members.flatMap { name, member in
                variants(of: member, at: "\(pointer)/\(name)").map { changed in
                    var copy = members
                    copy[name] = changed.value
                    return (changed.pointer, .object(copy))
                }
            }
        case .array(let elements):
            return elements.indices.flatMap { index in
                variants(of: elements[index], at: "\(pointer)/\(index)").map { changed in
                    var copy = elements
                    copy[index] = changed.value
                    return (changed.pointer, .array(copy))
                }
            }
        default: return []
        }
    }
}

extension OversizedMessage {
    /// Sends all of them to a service, and looks what becomes of them.
    ///
    /// - Parameters:
    ///   - pool: of the service's schema.
    ///   - send: puts one on its topic, under a key of its own.
    ///   - wait: until a condition holds; false if it never does.
    /// - Returns: what did not end as it must: parked with a reason that names the number's place, while those behind it go on.
    package static func findings(
        readBy service: String, in pool: PostgresPool,
        send: (OversizedMessage, _ key: String) async throws -> Void,
        wait: (() async throws -> Bool) async throws -> Bool
    ) async throws -> [String] {
        let messages = try all(readBy: service)
        guard !messages.isEmpty else { return ["\(service) reads no number"] }
        for (index, message) in messages.enumerated() { try await send(message, "K-\(index)") }
        var parked: [Parked] = []
        _ = try await wait {
            parked = try await Parked.all(in: pool)
            return parked.count == messages.count
        }
        return messages.enumerated().compactMap { index, message in
            let reason = parked.first { $0.key.hasSuffix("K-\(index)") }?.reason ?? "it is not parked"
            return reason.contains(message.pointer) ? nil : "\(message.type.type) \(message.pointer): \(reason)"
        }
    }

    private struct Parked {
        let key, reason: String

        static func all(in pool: PostgresPool) async throws -> [Parked] {
            let rows = try await pool.withConnection { try await $0.query("SELECT key, reason FROM parked") }
            return try rows.map { Parked(key: try $0.get("key"), reason: try $0.get("reason")) }
        }
    }
}

extension ServiceBench {
    /// C04: see `OversizedMessage.findings`.
    package func findingsOfOversized(readBy service: String) async throws -> [String] {
        try await OversizedMessage.findings(readBy: service, in: pool) { message, key in
            try await publish(message.value.bytes(), as: message.type, key: key, id: "oversized-\(key)")
        } wait: { condition in
            try await eventually(condition)
        }
    }
}
