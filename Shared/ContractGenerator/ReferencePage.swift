import JSON

/// Writes REFERENCE.md: everything the documents say, for people.
struct ReferencePage {
    let contracts: [Contract]
    /// The trait every message carries: its headers, and what holds for all of them.
    let envelope: JSONValue

    func text() -> String {
        var page = """
            # Reference of all messages

            Written by `scripts/contracts` from the documents beside it: change those, not this. How to read it: `README.md`.
            **P** marks personal data, **·** an optional member. Readers refuse whatever breaks a limit or a pattern, lacks a member that is
            not optional, names a member twice or holds U+0000; of a list of words, only those called closed refuse others.

            """
        page += headers() + readers()
        for contract in contracts { page += section(contract) }
        return page
    }

    private func headers() -> String {
        let headers = envelope["headers"] ?? [:]
        let required = (headers["required"]?.array ?? []).compactMap(\.string)
        var text = "\n## The headers of every record\n\n\(headers["description"]?.string ?? "")\n"
        text += "\n| header | | meaning |\n|---|---|---|\n"
        for (name, schema) in headers["properties"]?.object ?? [:] {
            let meaning = schema["description"]?.string ?? schema["const"]?.string.map { "`\($0)`" } ?? ""
            text += "| `\(name)` | \(required.contains(name) ? "" : "·") | \(cell(meaning)) |\n"
        }
        return text + "\n\(envelope["description"]?.string ?? "")\n"
    }

    private func readers() -> String {
        let services = Set(contracts.flatMap { $0.messages.flatMap(\.consumers) }).sorted()
        var text = "\n## Who reads what\n\n| service | reads |\n|---|---|\n"
        for service in services {
            let read = contracts.flatMap(\.messages).filter { $0.consumers.contains(service) }
            text += "| \(service) | \(read.map { "`\(short($0.type))`" }.joined(separator: ", ")) |\n"
        }
        return text
    }

    private func section(_ contract: Contract) -> String {
        var text = "\n## \(contract.title)\n\n\(contract.description)\n\nOwner: \(contract.owner).\n"
        text += "\n| topic | partitions | configuration | what |\n|---|---|---|---|\n"
        for channel in contract.channels {
            let configuration = channel.configuration.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            text +=
                "| `\(channel.address)` | \(channel.partitions) | \(configuration) | \(cell(channel.description)) |\n"
        }
        text += "\n| message | afterwards |\n|---|---|\n"
        for message in contract.messages { text += "| `\(short(message.type))` | \(cell(message.leadsTo)) |\n" }
        for message in contract.messages { text += entry(message, contract) }
        return text + types(contract)
    }

    private func entry(_ message: Message, _ contract: Contract) -> String {
        var text = "\n### `\(message.type)`\n\n\(message.summary)\(message.isDeprecated ? " **Deprecated.**" : "")\n\n"
        text +=
            "Topic `\(message.topic)`, key `\(message.orderingKey)`, duplicates by `\(message.dedupeID)`, tombstone: \(message.tombstone), "
        text +=
            "replay: \(message.replayPolicy). Read by \(message.consumers.isEmpty ? "nobody in this system" : message.consumers.joined(separator: ", ")). "
        text += "Swift: `\(Naming.namespace(contract.service)).\(message.key)`.\n"
        if case .object(let members) = contract.resolved(message.payload) { text += table(members) }
        return text
    }

    private func types(_ contract: Contract) -> String {
        let messageKeys = Set(contract.messages.map(\.key))
        var text = ""
        for (name, schema) in contract.types.sorted(by: { $0.key < $1.key }) where !messageKeys.contains(name) {
            text += "\n#### \(name)\n"
            if let description = schema.description { text += "\n\(description)\n" }
            switch schema.kind {
            case .object(let members): text += table(members)
            case .words: text += "\n\(type(schema))\n"
            default: break
            }
        }
        return text
    }

    private func table(_ members: [Member]) -> String {
        var text = "\n| member | | type | meaning |\n|---|---|---|---|\n"
        for member in members {
            let marks = (member.schema.isPersonal ? "**P**" : "") + (member.isRequired ? "" : " ·")
            text +=
                "| `\(member.name)` | \(marks) | \(cell(type(member.schema))) | \(cell(member.schema.description ?? "")) |\n"
        }
        return text
    }

    private func type(_ schema: Schema) -> String {
        switch schema.kind {
        case .string(let limits, let pattern):
            "string, \(limits.clause) characters" + (pattern.map { ", `\($0)`" } ?? "")
        case .words(let words, let isClosed):
            (isClosed ? "closed: " : "") + words.map { "`\($0)`" }.joined(separator: ", ")
        case .instant: "instant"
        case .date: "date"
        case .integer(let limits): "integer, \(limits.clause)"
        case .money(let limits): "fen, \(limits.clause)"
        case .boolean: "true or false"
        case .array(let element, let limits): "list of \(limits.clause): \(type(element))"
        case .named(let name): name
        case .object: "object"
        }
    }

    private func short(_ type: String) -> String { String(type.dropFirst("marketplace.".count)) }
    private func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? "\\|" : $0 == "\n" ? " " : String($0) })
    }
}
