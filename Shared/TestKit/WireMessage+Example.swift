package import EventContracts
import FoundationEssentials
package import JSON

extension WireMessage {
    /// The contract's own example of this message, with some members changed; one that is changed to `.null` is left out.
    package static func example(_ changes: JSONMembers = [:]) throws -> Self {
        var members = try JSONValue(try exampleBytes()).object ?? JSONMembers()
        for (name, value) in changes { members[name] = value.isNull ? nil : value }
        return try Self(json: JSONValue.object(members).bytes())
    }

    private static func exampleBytes() throws -> [UInt8] {
        let shared = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/")
        return Array(try Data(contentsOf: URL(filePath: "\(shared)/EventContracts/Golden/\(type).json")))
    }
}
