internal import JSON

/// A public key with the id tokens name it by (RFC 7517).
package struct JSONWebKey: Sendable {
    /// What a token's `kid` must say.
    package let id: String
    package let key: PublicKey

    /// - Parameter id: by default the key's RFC 7638 thumbprint.
    package init(_ key: PublicKey, id: String? = nil) throws(CryptoError) {
        self.key = key
        self.id = if let id { id } else { try Self.thumbprint(of: key) }
    }

    /// The RFC 7638 thumbprint: base64url of the SHA-256 of the key's required members.
    package static func thumbprint(of key: PublicKey) throws(CryptoError) -> String {
        Base64.encodeURL(Digest.sha256(try requiredMembers(of: key)))
    }

    /// The key as a JSON object.
    package func json() throws(CryptoError) -> String {
        let members = try Self.requiredMembers(of: key).dropLast()
        return "\(members),\"alg\":\"\(key.algorithm.rawValue)\",\"use\":\"sig\",\"kid\":\(JSONValue.string(id).text)}"
    }

    /// The members RFC 7638 and RFC 8037 name, in the order of their names.
    private static func requiredMembers(of key: PublicKey) throws(CryptoError) -> String {
        let handle = key.handle
        switch handle.algorithm {
        case .rs256:
            let exponent = Base64.encodeURL(try handle.number("e"))
            let modulus = Base64.encodeURL(try handle.number("n"))
            return "{\"e\":\"\(exponent)\",\"kty\":\"RSA\",\"n\":\"\(modulus)\"}"
        case .es256:
            let x = Base64.encodeURL(try handle.number("qx", size: 32))
            let y = Base64.encodeURL(try handle.number("qy", size: 32))
            return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"\(x)\",\"y\":\"\(y)\"}"
        case .edDSA:
            let x = Base64.encodeURL(try handle.rawPublicBytes())
            return "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"\(x)\"}"
        }
    }
}

extension JSONWebKey {
    /// Reads one member of a key set's `keys`; `nil` when it is a key of a kind or for a use that is not ours.
    init?(_ object: JSONMembers) throws(CryptoError) {
        guard object.string("use") ?? "sig" == "sig", let key = try Self.publicKey(object) else { return nil }
        if let named = object.string("alg"), named != key.algorithm.rawValue { return nil }
        try self.init(key, id: object.string("kid"))
    }

    private static func publicKey(_ object: JSONMembers) throws(CryptoError) -> PublicKey? {
        switch (object.string("kty"), object.string("crv")) {
        case ("RSA", _):
            try PublicKey(rsaModulus: bytes("n", of: object), exponent: bytes("e", of: object))
        case ("EC", "P-256"):
            try PublicKey(p256X: bytes("x", of: object), y: bytes("y", of: object))
        case ("OKP", "Ed25519"):
            try PublicKey(ed25519: bytes("x", of: object))
        default:
            nil
        }
    }

    private static func bytes(_ member: String, of object: JSONMembers) throws(CryptoError) -> [UInt8] {
        guard let text = object.string(member), let bytes = Base64.decodeURL(text) else {
            throw CryptoError(.invalidKey, "A key in the set lacks '\(member)', or it is not base64url.")
        }
        return bytes
    }
}

/// The keys an issuer signs with (RFC 7517 §5).
package struct JSONWebKeySet: Sendable {
    /// A key that was left out, and why; safe to log.
    package struct Refusal: Hashable, Sendable {
        /// Its `kid` if that can be shown, else its place in the set, from 0.
        package let key: String
        package let reason: String
    }

    package let keys: [JSONWebKey]
    package let refusals: [Refusal]

    package init(_ keys: [JSONWebKey]) {
        self.keys = keys
        refusals = []
    }

    /// Reads a key set; keys of unknown kinds, uses or algorithms are skipped, as RFC 7517 asks, and one that is broken or weak takes
    /// none of the others with it.
    /// - Throws: `malformed` when this is no key set, `invalidKey` when it holds keys and none of them can be used.
    package init(json: [UInt8]) throws(CryptoError) {
        guard let elements = JSONMembers(object: json)?["keys"]?.array else {
            throw CryptoError(.malformed, "This is not a JSON Web Key Set; expected an object with a list 'keys'.")
        }
        var keys: [JSONWebKey] = []
        var refusals: [Refusal] = []
        for (index, element) in elements.enumerated() {
            do throws(CryptoError) {
                guard let object = element.object else { throw CryptoError(.invalidKey, "It is not an object.") }
                if let key = try JSONWebKey(object) { keys.append(key) }
            } catch {
                refusals.append(Refusal(key: Self.name(of: element, at: index), reason: error.message))
            }
        }
        if keys.isEmpty, let first = refusals.first {
            throw CryptoError(.invalidKey, "No key of the set can be used; \(first.key): \(first.reason)")
        }
        self.keys = keys
        self.refusals = refusals
    }

    private static func name(of element: JSONValue, at index: Int) -> String {
        guard let id = element["kid"]?.string, (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return "key \(index)" }
        return "key '\(id)'"
    }

    /// The set as JSON, to be published at an issuer's JWKS address.
    package func json() throws(CryptoError) -> String {
        var texts: [String] = []
        for key in keys { texts.append(try key.json()) }
        return "{\"keys\":[\(texts.joined(separator: ","))]}"
    }

    /// The keys a token may mean; one that names none fits a set of exactly one. Issuers give keys of several types one id.
    func keys(id: String?) -> [PublicKey] {
        guard let id else { return keys.count == 1 ? [keys[0].key] : [] }
        return keys.filter { $0.id == id }.map(\.key)
    }
}
