import FoundationEssentials
package import JSON

/// The folder Shared/EventContracts and what should be in it.
package struct Workspace {
    private let root: String

    /// - Parameter root: path of Shared/EventContracts.
    package init(root: String) { self.root = root }

    /// All documents, by service; a problem of each that has one.
    package func contracts() throws -> (contracts: [Contract], problems: [ContractProblem]) {
        let common = try commonDocument()
        var contracts: [Contract] = []
        var problems: [ContractProblem] = []
        for service in services() {
            let file = "\(service)/asyncapi.json"
            do {
                contracts.append(try ContractParser.parse(json(file), service: service, file: file, common: common))
            } catch let problem as ContractProblem {
                problems.append(problem)
            }
        }
        return (contracts, problems)
    }

    /// A service's contract as last released; nil if it never was.
    package func released(_ service: String) throws -> Contract? {
        let file = "Released/\(service).json"
        guard read(file) != nil else { return nil }
        return try ContractParser.parse(json(file), service: service, file: file, common: [:])
    }

    package func releasedServices() -> [String] {
        list("Released").filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
    }

    /// Every file the documents determine, by path.
    package func generated(_ contracts: [Contract]) throws -> [String: String] {
        let envelope = try commonDocument().at("/messageTraits/envelope") ?? [:]
        var files = [
            "Generated/Topics.swift": RegistryFiles(contracts: contracts).topics(),
            "Generated/ContractRegistry+Messages.swift": RegistryFiles(contracts: contracts).registry(),
            "REFERENCE.md": ReferencePage(contracts: contracts, envelope: envelope).text(),
        ]
        for contract in contracts {
            for file in SwiftTypes(contract: contract).files() {
                files["Generated/\(Naming.typeName(contract.service))/\(file.name)"] = file.text
            }
        }
        return files
    }

    /// The documents without what they share, ready to be kept as released.
    package func releases() throws -> [String: String] {
        let common = try commonDocument()
        var files: [String: String] = [:]
        for service in services() {
            files["Released/\(service).json"] = try Bundle.bundle(json("\(service)/asyncapi.json"), common: common)
                .prettyText()
        }
        return files
    }

    /// Paths under Generated.
    package func generatedPaths() -> [String] {
        list("Generated").flatMap { entry in
            entry.hasSuffix(".swift")
                ? ["Generated/\(entry)"] : list("Generated/\(entry)").map { "Generated/\(entry)/\($0)" }
        }
    }

    package func goldenPath(_ message: Message) -> String { "Golden/\(message.type).json" }

    package func json(_ path: String) throws -> JSONValue {
        guard let bytes = read(path) else { throw ContractProblem(place: path, sentence: "this file is missing") }
        do {
            return try JSONValue(bytes)
        } catch {
            throw ContractProblem(place: path, sentence: error.description)
        }
    }

    private func commonDocument() throws -> JSONValue { try json("common.json") }
    private func services() -> [String] { list("").filter { read("\($0)/asyncapi.json") != nil } }
}

extension Workspace {
    package func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(root)/\(path)").map(Array.init)
    }

    package func write(_ text: String, to path: String) throws {
        let full = "\(root)/\(path)"
        let folder = full.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: full))
    }

    package func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }

    /// The names in a folder, in order; empty if there is no such folder.
    private func list(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
    }
}
