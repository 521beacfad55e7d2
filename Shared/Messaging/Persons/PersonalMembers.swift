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
        /// Sealed as a whole under the service's own key, because the person's cannot be opened.
        case service = 3
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
            Array("\"\(try SealedMember.text(of: token, account, vault))\"".utf8)
        }
        return Sealed(bytes: sealed, sealing: .members)
    }

    /// What was sealed, whatever its contract says today; an empty text stands in place of what was forgotten since.
    static func open(_ sealed: Sealed, _ vault: LaneVault) throws -> [UInt8] {
        switch sealed.sealing {
        case .none: return sealed.bytes
        case .whole: return try vault.open(sealed.bytes, of: nobody) ?? []
        case .service: return try vault.openByService(sealed.bytes)
        case .members:
            let places = try JSONPath.strings(in: sealed.bytes).filter { SealedMember.isOne(sealed.bytes[$0]) }
            return try replacing(places, in: sealed.bytes) { token in
                try SealedMember.token(of: token, vault) ?? Array("\"\"".utf8)
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

/// A member's value as it stands in a sealed payload: says itself that it is one, and whose, because contracts change.
private enum SealedMember {
    private static let mark = "~sealed:"
    private static let start = Array("\"\(mark)".utf8)

    static func text(of token: ArraySlice<UInt8>, _ account: String, _ vault: LaneVault) throws -> String {
        "\(mark)\(Base64.encodeURL(Array(account.utf8))):\(Base64.encodeURL(try vault.seal(Array(token), of: account)))"
    }

    static func isOne(_ token: ArraySlice<UInt8>) -> Bool { token.starts(with: start) && parts(token) != nil }

    /// What stood there; nil if it was forgotten.
    static func token(of token: ArraySlice<UInt8>, _ vault: LaneVault) throws -> [UInt8]? {
        guard let (account, sealed) = parts(token) else {
            throw CryptoError(.malformed, "This is no sealed member.")
        }
        return try vault.open(sealed, of: account)
    }

    private static func parts(_ token: ArraySlice<UInt8>) -> (account: String, sealed: [UInt8])? {
        let parts = String(decoding: token.dropFirst().dropLast(), as: UTF8.self)
            .split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let account = Base64.decodeURL(parts[1]), let sealed = Base64.decodeURL(parts[2])
        else { return nil }
        return (String(decoding: account, as: UTF8.self), sealed)
    }
}
