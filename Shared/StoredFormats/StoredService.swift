package import Messaging

/// A service whose stored types have a contract.
package struct StoredService: Sendable {
    /// `orders`
    package let name: String
    /// Where the contract lies.
    package let files: ReleasedFiles
    package let types: [StoredType]

    package init(name: String, files: ReleasedFiles, types: [StoredType]) {
        self.name = name
        self.files = files
        self.types = types
    }

    func title(_ type: StoredType) -> String { "\(name)/\(type.name)" }
}
