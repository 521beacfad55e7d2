/// A value that must not be shown: a secret, a phone number, a document number. Printing, logging, interpolating and reflecting it give a mask.
package struct Sensitive<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    package init(_ value: Value) { self.value = value }

    /// The value itself. Call it only where it is used, never to write it anywhere.
    package func reveal() -> Value { value }

    package var description: String { sensitiveMask }
    package var debugDescription: String { sensitiveMask }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}

/// What is written in place of a sensitive value.
package let sensitiveMask = "[redacted]"

/// Whether a field of this name is masked whatever it holds. Case and separators do not matter: `idNumber`, `id_number` and `ID-Number` are one name.
package func isSensitiveKey(_ key: String) -> Bool {
    // Asked for every field of every line, so on bytes: searching strings by character costs a hundred times as much.
    let name = key.utf8.compactMap(lowercasedNameByte)
    return sensitiveNameParts.contains { contains(name, $0) }
}

private let sensitiveNameParts = [
    "password", "passwd", "passphrase", "secret", "token", "authorization", "cookie", "credential", "privatekey",
    "apikey", "accesskey",
    "signature", "phone", "mobile", "telephone", "idnumber", "identitynumber", "documentnumber", "idcard", "passport",
    "cardnumber",
    "bankaccount", "email", "realname", "fullname", "postaladdress", "taxpayernumber",
].map { Array($0.utf8) }

/// Nil for separators; other scripts stay as they are.
private func lowercasedNameByte(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: byte
    default: nil
    }
}

private func contains(_ name: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= name.count else { return false }
    for start in 0...(name.count - part.count) where name[start] == part[0] {
        var length = 1
        while length < part.count && name[start + length] == part[length] { length += 1 }
        if length == part.count { return true }
    }
    return false
}
