import JSON

/// Writes one contract's Swift types, a file each.
struct SwiftTypes {
    let contract: Contract

    /// Files by name, within the service's folder. The names are unique in the whole module, which Swift insists on.
    func files() -> [(name: String, text: String)] {
        let namespace = Naming.namespace(contract.service)
        var files = [(name: "\(namespace).swift", text: namespaceFile(namespace))]
        for message in contract.messages {
            files.append((name: "\(namespace)+\(message.key).swift", text: messageFile(message)))
        }
        let messageKeys = Set(contract.messages.map(\.key))
        for (name, schema) in contract.types.sorted(by: { $0.key < $1.key }) where !messageKeys.contains(name) {
            files.append((name: "\(namespace)+\(name).swift", text: typeFile(name, schema)))
        }
        return files
    }

    private var inside: SwiftType { SwiftType(prefix: "") }
    private var namespace: String { Naming.namespace(contract.service) }

    private func namespaceFile(_ namespace: String) -> String {
        var code = CodeWriter()
        code.line(header)
        code.line()
        code.documentation("What \(contract.owner) says and is asked. " + contract.description)
        code.line("package enum \(namespace) {}")
        return code.text
    }

    private func messageFile(_ message: Message) -> String {
        guard case .object(let members) = contract.resolved(message.payload) else { return "" }
        var code = start(usesKernel: members)
        code.block("extension \(namespace)") { code in
            code.documentation(message.summary)
            code.line("///")
            code.documentation("`\(message.type)`")
            structure(message.key, members, conformance: "WireMessage", &code)
        }
        code.line()
        code.block("extension \(namespace).\(message.key)") { code in
            metadata(message, &code)
            code.line()
            code.line("package var orderingKey: String { \(key(message)) }")
        }
        code.line()
        StructCodec(owner: "\(namespace).\(message.key)", members: members, types: SwiftType(prefix: namespace + "."))
            .write(to: &code)
        return code.text
    }

    private func typeFile(_ name: String, _ schema: Schema) -> String {
        switch schema.kind {
        case .object(let members):
            var code = start(usesKernel: members)
            code.block("extension \(namespace)") { code in
                code.documentation(schema.description ?? "")
                structure(name, members, conformance: "WireValue", &code)
            }
            code.line()
            StructCodec(owner: "\(namespace).\(name)", members: members, types: SwiftType(prefix: namespace + "."))
                .write(to: &code)
            return code.text
        case .words(let words, let isClosed):
            var code = CodeWriter()
            code.line(header)
            code.line()
            code.block("extension \(namespace)") { code in
                code.documentation(schema.description ?? "")
                enumeration(name, words, isClosed: isClosed, &code)
            }
            return code.text
        default: return ""
        }
    }
}

extension SwiftTypes {
    private var header: String {
        "// Written by scripts/contracts from \(contract.service)/asyncapi.json: change that, not this."
    }

    private func start(usesKernel members: [Member]) -> CodeWriter {
        var code = CodeWriter()
        code.line(header)
        code.line("package import JSON")
        if members.contains(where: { SwiftType.isKernels($0.schema) }) { code.line("package import Kernel") }
        code.line()
        return code
    }

    private func structure(_ name: String, _ members: [Member], conformance: String, _ code: inout CodeWriter) {
        code.block("package struct \(name): \(conformance)") { code in
            for member in members {
                code.documentation(member.schema.description ?? "")
                code.line("package var \(Naming.escaped(member.name)): \(inside.name(member))")
            }
            code.line()
            let parameters = members.map { "\($0.name): \(inside.name($0))" + ($0.isRequired ? "" : " = nil") }
            code.list("package init(", parameters, closing: ") {")
            for member in members { code.line("    self.\(member.name) = \(Naming.escaped(member.name))") }
            code.line("}")
            for member in members {
                guard case .words(let words, let isClosed) = member.schema.kind else { continue }
                code.line()
                enumeration(Naming.typeName(member.name), words, isClosed: isClosed, &code)
            }
        }
    }

    private func enumeration(_ name: String, _ words: [String], isClosed: Bool, _ code: inout CodeWriter) {
        let cases = words.map { (word: CodeWriter.quoted($0), name: Naming.escaped(Naming.enumCase($0))) }
        code.block("package enum \(name): \(isClosed ? "Closed" : "")WireEnum") { code in
            for (_, name) in cases { code.line("case \(name)") }
            if !isClosed {
                code.documentation("A word of a newer version.")
                code.line("case unknown(String)")
                code.line()
                code.line("package static let known: [Self] = [\(cases.map { "." + $0.name }.joined(separator: ", "))]")
            }
            code.line()
            code.block("package init\(isClosed ? "?" : "")(word: String)") { code in
                code.line("switch word {")
                for (word, name) in cases { code.line("case \(word): self = .\(name)") }
                code.line("default: \(isClosed ? "return nil" : "self = .unknown(word)")")
                code.line("}")
            }
            code.line()
            code.block("package var word: String") { code in
                code.line("switch self {")
                for (word, name) in cases { code.line("case .\(name): \(word)") }
                if !isClosed { code.line("case .unknown(let word): word") }
                code.line("}")
            }
        }
    }

    private func metadata(_ message: Message, _ code: inout CodeWriter) {
        let quoted = CodeWriter.quoted
        let channel = contract.channels.first { $0.address == message.topic }
        let topic = Naming.topic(service: contract.service, channel: channel?.key ?? "")
        let policy = message.replayPolicy == "replay-guarded" ? "replayGuarded" : message.replayPolicy
        let tombstone = message.tombstone == "never" ? "nil" : quoted(message.tombstone)
        let arguments = [
            "type: \(quoted(message.type))",
            "topic: Topics.\(topic)",
            "owner: \(quoted(contract.owner))",
            "orderingKey: \(quoted(message.orderingKey))",
            "dedupeID: \(quoted(message.dedupeID))",
            "tombstone: \(tombstone)",
            "replayPolicy: .\(policy)",
            "consumers: [\(message.consumers.map(quoted).joined(separator: ", "))]",
            "personalData: [\(contract.personalData(of: message).map(quoted).joined(separator: ", "))]",
            "person: \(contract.personalData(of: message).isEmpty ? "nil" : message.person.map(quoted) ?? "nil")",
            "isDeprecated: \(message.isDeprecated)",
        ]
        code.list("package static let contract = MessageContract(", arguments, closing: ")")
    }

    /// `/order/id` → `order.id`, and the word of an enum.
    private func key(_ message: Message) -> String {
        var schema = message.payload
        var path: [String] = []
        for step in JSONPointer.steps(message.orderingKey) ?? [] {
            guard case .object(let members) = contract.resolved(schema),
                let member = members.first(where: { $0.name == step })
            else { continue }
            schema = member.schema
            path.append(Naming.escaped(step))
        }
        if case .words = contract.resolved(schema) { path.append("word") }
        return path.joined(separator: ".")
    }
}
