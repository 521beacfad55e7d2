import FoundationEssentials
package import JSON
import Kernel

/// Bytes as a row holds them, with the number of the format they are in.
package struct StoredValue: Hashable, Sendable {
    package let bytes: [UInt8]
    /// Of the format; 0 for what is no value of ours, such as a message's payload.
    package let version: Int16

    package init(_ bytes: [UInt8], version: Int16) {
        self.bytes = bytes
        self.version = version
    }
}

/// How the values of one type are stored, for as long as rows of them may exist.
///
/// Every row carries the number of its format. A type that changes gets the next number, and an upcaster that makes an old row's JSON into
/// one of the next number; the row is rewritten when its value is next stored. What a newer build has written is not guessed at.
package struct StoredFormat<Value: Codable & Sendable>: Sendable {
    /// Makes JSON of one format into JSON of a neighbouring one.
    package typealias Caster = @Sendable (JSONValue) throws -> JSONValue

    /// What values are written as.
    package let version: Int16
    /// The newest one that is read.
    let newest: Int16
    let codec: Codec<Value>
    private let upcasters: [Int16: Caster]
    private let downcasters: [Int16: Caster]

    /// JSON by the type's own Codable, members sorted.
    ///
    /// - Parameters:
    ///   - version: of the type as it is now.
    ///   - upcasters: by the version they start from, each to the next one. Rows older than the oldest are refused.
    ///   - writing: an older version to be written still, so that the build before this one reads what this one writes, until there is no
    ///     way back to it.
    ///   - downcasters: by the version they start from, each to the one before; needed from `version` to `writing`.
    package static func json(
        version: Int16 = 1, upcasters: [Int16: Caster] = [:], writing: Int16? = nil,
        downcasters: [Int16: Caster] = [:]
    ) -> StoredFormat {
        StoredFormat(.json(), version: version, upcasters: upcasters, writing: writing, downcasters: downcasters)
    }

    /// - Parameter codec: of the type as it is now; JSON where there are casters.
    package init(
        _ codec: Codec<Value>, version: Int16 = 1, upcasters: [Int16: Caster] = [:], writing: Int16? = nil,
        downcasters: [Int16: Caster] = [:]
    ) {
        self.version = writing ?? version
        newest = version
        self.codec = codec
        self.upcasters = upcasters
        self.downcasters = downcasters
        precondition(version > 0 && self.version > 0 && self.version <= version, "versions count from 1")
        precondition(
            (self.version..<version).allSatisfy { downcasters[$0 + 1] != nil },
            "every version from the present one down to the one that is written needs a downcaster")
        precondition(
            (min(upcasters.keys.min() ?? version, self.version)..<version).allSatisfy { upcasters[$0] != nil },
            "every version from the oldest one that is read needs an upcaster")
    }

    func encode(_ value: Value, _ vault: any PersonalVault) throws -> StoredValue {
        var bytes = try codec.encode(value, vault)
        if version < newest {
            let json = try stride(from: newest, to: version, by: -1).reduce(JSONValue(bytes)) { json, from in
                try downcasters[from]?(json) ?? json
            }
            bytes = json.bytes()
        }
        return StoredValue(bytes, version: version)
    }

    /// - Throws: `NewerFormat` for what a newer build has written.
    func decode(_ stored: StoredValue, _ vault: any PersonalVault) throws -> Value {
        guard stored.version <= newest else { throw NewerFormat(version: stored.version, newest: newest) }
        guard stored.version < newest else { return try codec.decode(stored.bytes, vault) }
        var json = try JSONValue(stored.bytes)
        for version in stored.version..<newest {
            guard let upcast = upcasters[version] else {
                throw OlderFormat(version: stored.version, oldest: upcasters.keys.min() ?? newest)
            }
            json = try upcast(json)
        }
        return try codec.decode(json.bytes(), vault)
    }
}

/// A row that a newer build has written. It is left as it is, for that build.
struct NewerFormat: Error, CustomStringConvertible {
    let version: Int16
    let newest: Int16

    var description: String {
        "a newer build has written it, in format \(version); this build reads up to \(newest): it waits for the newer build"
    }
}

struct OlderFormat: Error, CustomStringConvertible {
    let version: Int16
    let oldest: Int16

    var description: String { "it is stored in format \(version); this build reads from \(oldest) on" }
}
