package import JSON

/// Reads one document and refuses what it may not say.
package struct ContractParser {
    private let service: String
    private let document: JSONValue
    private let file: String
    private var schemas: SchemaParser

    /// - Parameters:
    ///   - file: the document's name in sentences.
    ///   - common: the content of `common.json`.
    package static func parse(_ document: JSONValue, service: String, file: String, common: JSONValue) throws
        -> Contract
    {
        var parser = ContractParser(document, service: service, file: file, common: common)
        do {
            return try parser.contract()
        } catch let error as JSONError {
            throw ContractProblem(place: "\(file) at \(error.pointer)", sentence: error.detail)
        }
    }

    private init(_ document: JSONValue, service: String, file: String, common: JSONValue) {
        self.service = service
        self.document = document
        self.file = file
        schemas = SchemaParser(document: document, common: common, file: file)
    }

    private mutating func contract() throws -> Contract {
        guard Naming.isKebab(service) else { throw problem("", "a service's folder is named in kebab-case") }
        guard document["asyncapi"] == "3.1.0" else { throw problem("/asyncapi", "expected 3.1.0") }
        let channels = try channels()
        let topics = try topicsByMessage()
        var messages: [Message] = []
        for (key, _) in try document.object(at: "/components/messages") {
            messages.append(try message(key, topics: topics))
        }
        return Contract(
            service: service, owner: try document.string(at: "/x-owner"), title: try document.string(at: "/info/title"),
            description: try document.string(at: "/info/description"), channels: channels, messages: messages,
            types: schemas.types)
    }
}

extension ContractParser {
    private func channels() throws -> [Channel] {
        try document.object(at: "/channels").map { key, channel in
            let pointer = "/channels" + JSONPointer.step(key), kafka = pointer + "/bindings/kafka"
            let address = try document.string(at: pointer + "/address")
            let expected = key == service ? "marketplace.\(service).v" : "marketplace.\(service).\(key).v"
            guard address.hasPrefix(expected), Int(address.dropFirst(expected.count)) != nil else {
                throw problem(pointer + "/address", "expected \(expected)1")
            }
            return Channel(
                key: key, address: address, description: try document.string(at: pointer + "/description"),
                partitions: try document.int64(at: kafka + "/partitions"),
                replicas: try document.int64(at: kafka + "/replicas"),
                configuration: try configuration(document.object(at: kafka + "/topicConfiguration"), at: kafka))
        }
    }

    private func configuration(_ members: JSONMembers, at pointer: String) throws -> [(name: String, value: String)] {
        try members.map { name, value in
            switch value {
            case .string(let text): (name, text)
            case .int(let number): (name, String(number))
            case .bool(let flag): (name, String(flag))
            case .array(let words): (name, words.compactMap(\.string).joined(separator: ","))
            default: throw problem(pointer, "\(name) must be a string, an integer, true or false, or a list of strings")
            }
        }
    }

    private func topicsByMessage() throws -> [String: String] {
        var topics: [String: String] = [:]
        for (key, channel) in try document.object(at: "/channels") {
            for (name, message) in channel["messages"]?.object ?? [:] {
                let pointer = "/channels/\(key)/messages/\(name)"
                guard message["$ref"] == .string("#/components/messages/\(name)") else {
                    throw problem(pointer, "expected a $ref to #/components/messages/\(name)")
                }
                guard topics[name] == nil else { throw problem(pointer, "a message stands on one channel only") }
                topics[name] = try document.string(at: "/channels/\(key)/address")
            }
        }
        return topics
    }
}

extension ContractParser {
    private mutating func message(_ key: String, topics: [String: String]) throws -> Message {
        let pointer = "/components/messages" + JSONPointer.step(key)
        func text(_ name: String) throws -> String { try document.string(at: "\(pointer)/\(name)") }
        let type = try type(key, at: pointer)
        guard let topic = topics[key] else { throw problem(pointer, "no channel lists this message") }
        // A released document carries the envelope itself.
        guard
            document.at(pointer + "/traits/0/$ref") == "../common.json#/messageTraits/envelope"
                || document.at(pointer + "/traits/0/headers") != nil
        else {
            throw problem(pointer + "/traits", "the first trait is ../common.json#/messageTraits/envelope")
        }
        let payload = try payload(at: pointer + "/payload", name: key)
        let policy = try text("x-replay-policy")
        guard ["replay", "replay-guarded", "never"].contains(policy) else {
            throw problem(pointer + "/x-replay-policy", "expected replay, replay-guarded or never")
        }
        let orderingKey = try text("x-ordering-key")
        try requireString(orderingKey, in: payload, at: pointer + "/x-ordering-key")
        let dedupeID = try text("x-dedupe-id")
        if dedupeID != "ce_id" { try requireString(dedupeID, in: payload, at: pointer + "/x-dedupe-id") }
        let person = document.at(pointer + "/x-person")?.string
        if let person { try requireString(person, in: payload, at: pointer + "/x-person") }
        return Message(
            key: key, type: type, title: try text("title"), summary: try text("summary"), topic: topic,
            payload: payload,
            orderingKey: orderingKey, dedupeID: dedupeID, person: person, tombstone: try text("x-tombstone"),
            leadsTo: try text("x-leads-to"), replayPolicy: policy,
            consumers: try document.array(at: pointer + "/x-consumers").compactMap(\.string),
            examples: try examples(at: pointer),
            isDeprecated: document.at(pointer + "/x-deprecated")?.bool ?? false)
    }

    private func type(_ key: String, at pointer: String) throws -> String {
        let type = try document.string(at: pointer + "/name")
        let parts = type.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "marketplace", parts[1] == service, Naming.isKebab(parts[2]),
            parts[3].first == "v", let version = Int(parts[3].dropFirst()), version > 0
        else { throw problem(pointer + "/name", "expected marketplace.\(service).<what-happened>.v1") }
        guard Naming.messageKey(type: type) == key else {
            throw problem(pointer, "the key of \(type) is \(Naming.messageKey(type: type))")
        }
        return type
    }

    private mutating func payload(at pointer: String, name: String) throws -> Schema {
        guard let value = document.at(pointer) else { throw problem(pointer, "a message has a payload") }
        guard value["$ref"] == nil || value["$ref"] == .string("#/components/schemas/\(name)") else {
            throw problem(pointer, "the payload's schema is named like its message: #/components/schemas/\(name)")
        }
        var schema = try schemas.schema(value, at: pointer)
        schema.kind = Contract.following(schema, schemas.types)
        guard case .object = schema.kind else { throw problem(pointer, "a payload is an object with properties") }
        return schema
    }

    private func examples(at pointer: String) throws -> [JSONValue] {
        let examples = try document.array(at: pointer + "/examples").compactMap { $0["payload"] }
        guard !examples.isEmpty else {
            throw problem(pointer + "/examples", "a message has at least one example with a payload")
        }
        return examples
    }

    /// The pointer must lead through required members to a required string or word.
    private func requireString(_ target: String, in payload: Schema, at pointer: String) throws {
        let refusal = problem(pointer, "\(target) must lead to a required string of the payload")
        var schema = payload
        for step in JSONPointer.steps(target) ?? [] {
            guard case .object(let members) = Contract.following(schema, schemas.types),
                let member = members.first(where: { $0.name == step }), member.isRequired
            else { throw refusal }
            schema = member.schema
        }
        switch Contract.following(schema, schemas.types) {
        case .string, .words: return
        default: throw refusal
        }
    }

    private func problem(_ pointer: String, _ sentence: String) -> ContractProblem {
        ContractProblem(place: "\(file) at \(pointer)", sentence: sentence)
    }
}
