import Crypto
import EventContracts
import JSON
import Kernel

/// Which members of a message's payload tell who somebody is, as its contract says, and whom.
struct PersonalMembers: Sendable {
    /// How a payload is kept.
    enum Sealing: Int16 {
        /// As it came.
        case none = 0
        /// With its personal members sealed; everything else as it came.
        case members = 1
        /// Sealed as a whole, because it cannot be told what it says.
        case whole = 2
    }

    struct Sealed: Hashable {
        let bytes: [UInt8]
        let sealing: Sealing
    }

    /// Whose key is used where nobody can be made out: no account is called so, and the key stays.
    static let nobody = ""

    private let members: [JSONPath]
    private let person: JSONPath?

    /// nil if nothing of such messages is personal.
    init?(_ contract: MessageContract) { self.init(contract.personalData, of: contract.person) }

    /// - Parameters:
    ///   - pointers: of the personal members.
    ///   - person: pointer of the account they are about.
    init?(_ pointers: [String], of person: String?) {
        guard !pointers.isEmpty else { return nil }
        members = pointers.map(JSONPath.init)
        self.person = person.map(JSONPath.init)
    }

    /// For payloads of which nothing is known.
    static func sealWhole(_ body: [UInt8], _ vault: LaneVault) throws -> Sealed {
        guard !body.isEmpty else { return Sealed(bytes: body, sealing: .none) }
        return Sealed(bytes: try vault.seal(body, of: nobody), sealing: .whole)
    }

    func seal(_ body: [UInt8], _ vault: LaneVault) throws -> Sealed {
        guard let places = try? JSONPath.places(members, in: body) else { return try Self.sealWhole(body, vault) }
        guard !places.isEmpty else { return Sealed(bytes: body, sealing: .none) }
        let account = account(in: body)
        let sealed = try Self.replacing(places, in: body) { token in
            Array("\"\(Base64.encode(try vault.seal(Array(token), of: account)))\"".utf8)
        }
        return Sealed(bytes: sealed, sealing: .members)
    }

    /// What was sealed, with null in place of what was forgotten since.
    ///
    /// - Parameter members: of its type; nil if nothing of it is personal.
    static func open(_ sealed: Sealed, _ members: PersonalMembers?, _ vault: LaneVault) throws -> [UInt8] {
        switch sealed.sealing {
        case .none: return sealed.bytes
        case .whole: return try vault.open(sealed.bytes, of: nobody) ?? []
        case .members:
            guard let members else { throw CryptoError(.malformed, "Its type has no personal members any more.") }
            let account = members.account(in: sealed.bytes)
            let places = try JSONPath.places(members.members, in: sealed.bytes)
            return try replacing(places, in: sealed.bytes) { token in
                guard let bytes = Base64.decode(String(decoding: token.dropFirst().dropLast(), as: UTF8.self)) else {
                    throw CryptoError(.malformed, "This is no sealed member.")
                }
                return try vault.open(bytes, of: account) ?? Array("null".utf8)
            }
        }
    }

    private func account(in body: [UInt8]) -> String {
        guard let place = person.flatMap({ try? JSONPath.places([$0], in: body).first }) else { return Self.nobody }
        var reader = JSONReader(Array(body[place]))
        return (try? reader.string()) ?? Self.nobody
    }

    private static func replacing(
        _ places: [Range<Int>], in body: [UInt8], by make: (ArraySlice<UInt8>) throws -> [UInt8]
    ) rethrows -> [UInt8] {
        var made: [UInt8] = []
        var end = 0
        for place in places {
            made += body[end..<place.lowerBound]
            made += try make(body[place])
            end = place.upperBound
        }
        return made + body[end...]
    }
}
