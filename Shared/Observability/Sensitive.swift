/// A value that must not be shown: a secret, a phone number, a document number. Printing, logging, interpolating and reflecting it give a mask.
package struct Sensitive<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
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
    let name = key.lowercased().filter { $0.isLetter || $0.isNumber }
    return sensitiveNameParts.contains { name.contains($0) }
}

private let sensitiveNameParts = [
    "password", "passwd", "passphrase", "secret", "token", "authorization", "cookie", "credential", "privatekey", "apikey", "accesskey",
    "signature", "phone", "mobile", "telephone", "idnumber", "identitynumber", "documentnumber", "idcard", "passport", "cardnumber",
    "bankaccount", "email", "realname", "fullname", "postaladdress", "taxpayernumber",
]
