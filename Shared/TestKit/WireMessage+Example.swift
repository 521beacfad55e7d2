package import EventContracts
import FoundationEssentials
package import JSON

extension WireMessage {
    /// The contract's own example of this message, with some members changed; one that is changed to `.null` is left out.
    package static func example(_ changes: JSONMembers = [:]) throws -> Self {
        var members = try exampleJSON().object ?? JSONMembers()
        for (name, value) in changes { members[name] = value.isNull ? nil : value }
        return try Self(json: JSONValue.object(members).bytes())
    }

    /// The contract's own example.
    static func exampleJSON() throws -> JSONValue {
        let shared = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/")
        return try JSONValue(Array(Data(contentsOf: URL(filePath: "\(shared)/EventContracts/Golden/\(type).json"))))
    }
}
