import Crypto
package import Messaging

extension PersonKeyring {
    /// With a key that everybody knows.
    package static let ofTests = PersonKeyring(boxOfTests)
}

private let boxOfTests: SecretBox = {
    do { return try SecretBox(keys: ["t1": [UInt8](repeating: 7, count: 32)], current: "t1") } catch {
        preconditionFailure("a key of 32 bytes is one: \(error)")
    }
}()
