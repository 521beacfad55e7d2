import ContractGenerator
import EventContracts
import FoundationEssentials
import JSON
import Testing

/// The documents and samples of this package, found from where this file lies.
enum PackageFiles {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
        separator: "/")
    static let workspace = Workspace(root: root + "/Shared/EventContracts")

    static func contracts() throws -> [Contract] {
        let (contracts, problems) = try workspace.contracts()
        try #require(problems.isEmpty, "\(problems)")
        return contracts
    }

    static func golden(_ type: String) throws -> [UInt8] {
        try #require(
            workspace.read("Golden/\(type).json"), "no golden sample of \(type); run scripts/contracts generate")
    }

    static func goldenTypes() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/Shared/EventContracts/Golden").sorted().map {
            String($0.dropLast(".json".count))
        }
    }
}

/// One type of message as a test argument, shown by its name.
struct MessageType: CustomTestStringConvertible, Sendable {
    let message: any WireMessage.Type
    var testDescription: String { message.type }

    static let all = ContractRegistry.messages.map(MessageType.init)
}
