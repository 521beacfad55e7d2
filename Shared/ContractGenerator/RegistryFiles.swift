/// Writes what spans all services: the topics and the list of all messages.
struct RegistryFiles {
    let contracts: [Contract]

    private let header = "// Written by scripts/contracts from the services' documents: change those, not this."

    func topics() -> String {
        var code = CodeWriter()
        code.line(header)
        code.line()
        code.documentation("The names of all topics.")
        code.block("package enum Topics") { code in
            for contract in contracts {
                for channel in contract.channels {
                    code.documentation(channel.description)
                    code.line("package static let \(name(contract, channel)) = \(CodeWriter.quoted(channel.address))")
                }
            }
            code.line()
            code.documentation("How they are to be created.")
            code.list(
                "package static let all: [TopicDeclaration] = [",
                contracts.flatMap { contract in contract.channels.map { declaration(contract, $0) } })
        }
        return code.text
    }

    func registry() -> String {
        var code = CodeWriter()
        code.line(header)
        code.line()
        code.block("extension ContractRegistry") { code in
            let types = contracts.flatMap { contract in
                contract.messages.map { "\(Naming.namespace(contract.service)).\($0.key).self" }
            }
            code.documentation("All types of message, by owner.")
            code.list("package static let messages: [any WireMessage.Type] = [", types)
        }
        return code.text
    }

    private func name(_ contract: Contract, _ channel: Channel) -> String {
        Naming.topic(service: contract.service, channel: channel.key)
    }

    private func declaration(_ contract: Contract, _ channel: Channel) -> String {
        let quoted = CodeWriter.quoted
        let configuration = channel.configuration.map { "\(quoted($0.name)): \(quoted($0.value))" }.joined(
            separator: ", ")
        return
            "TopicDeclaration(name: \(name(contract, channel)), owner: \(quoted(contract.owner)), partitions: \(channel.partitions), "
            + "replicas: \(channel.replicas), configuration: [\(configuration.isEmpty ? ":" : configuration)])"
    }
}
