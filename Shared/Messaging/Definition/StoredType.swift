package import Kernel

/// One type of which rows are stored, for the check of what has been promised about them.
package struct StoredType: Sendable {
    /// `order.state`, `order.input`, `payment.effect`.
    package let name: String
    /// What this build writes.
    package let version: Int16
    /// What `type` is, and the newest that this build reads.
    package let newest: Int16
    package let type: any (Codable & Sendable).Type
    /// Reads bytes that were stored under a version, and writes them as this build does.
    package let recode: @Sendable (_ stored: [UInt8], _ version: Int16, _ vault: any PersonalVault) throws -> [UInt8]
    /// Writes a value of `type` as `newest`.
    package let encode: @Sendable (_ value: any Codable & Sendable, _ vault: any PersonalVault) throws -> [UInt8]

    package init<Value>(_ name: String, _ format: StoredFormat<Value>) {
        self.name = name
        version = format.version
        newest = format.newest
        type = Value.self
        recode = { bytes, version, vault in
            try format.encode(format.decode(StoredValue(bytes, version: version), vault), vault).bytes
        }
        encode = { value, vault in
            guard let value = value as? Value else { throw UnfitInput(kind: name) }
            return try format.codec.encode(value, vault)
        }
    }
}
