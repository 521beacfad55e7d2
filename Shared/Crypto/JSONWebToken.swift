internal import JSON

/// Signs and verifies tokens in compact form (RFC 7515, RFC 7519).
package enum JSONWebToken {
    /// - Parameter claims: a JSON object, as bytes.
    /// - Returns: `header.claims.signature`, ready for `Authorization: Bearer`.
    package static func sign(claims: [UInt8], key: PrivateKey, keyID: String? = nil) throws(CryptoError) -> String {
        let id = if let keyID { keyID } else { try JSONWebKey.thumbprint(of: key.publicKey) }
        let header = "{\"alg\":\"\(key.algorithm.rawValue)\",\"typ\":\"JWT\",\"kid\":\(JSONValue.string(id).text)}"
        let content = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(claims)
        return content + "." + Base64.encodeURL(try key.sign(Array(content.utf8)))
    }
}

/// What a verified token says.
package struct Claims: Sendable {
    private let object: JSONMembers

    init(_ object: JSONMembers) {
        self.object = object
    }

    /// The claim if it is a string.
    package func string(_ name: String) -> String? {
        object.string(name)
    }

    /// The claim if it is a list of strings, or one string as a list of one.
    package func strings(_ name: String) -> [String]? {
        object.string(name).map { [$0] } ?? object.strings(name)
    }

    /// The claim if it is a number, rounded down.
    package func integer(_ name: String) -> Int64? {
        object.integer(name)
    }
}

/// What tokens must fulfil, besides a good signature.
package struct TokenVerifier: Sendable {
    private let issuer: String
    private let audience: String
    private let leewaySeconds: Int64

    /// - Parameter leewaySeconds: by how much the issuer's clock may differ from ours.
    package init(issuer: String, audience: String, leewaySeconds: Int64 = 30) {
        self.issuer = issuer
        self.audience = audience
        self.leewaySeconds = leewaySeconds
    }

    /// - Parameter nowSeconds: seconds since 1970-01-01 UTC.
    /// - Throws: `malformed`, `algorithmRefused`, `unknownKey`, `badSignature`, `expired`, `notYetValid`, `wrongIssuer` or `wrongAudience`.
    package func verify(_ token: String, keys: JSONWebKeySet, nowSeconds: Int64) throws(CryptoError) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.decodeURL(parts[0]).flatMap(JSONMembers.init(object:)),
            let claims = Base64.decodeURL(parts[1]).flatMap(JSONMembers.init(object:)),
            let signature = Base64.decodeURL(parts[2])
        else { throw CryptoError(.malformed, "The token is not a signed JSON Web Token in compact form.") }
        let candidates = try candidates(for: header, among: keys)
        let signed = Array(token.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
        guard candidates.contains(where: { $0.verify(signature, of: signed) }) else {
            throw CryptoError(.badSignature, "The token's signature does not belong to its content.")
        }
        try check(Claims(claims), nowSeconds: nowSeconds)
        return Claims(claims)
    }

    /// The algorithm is the key's; the header may only agree with it. So neither `none` nor another algorithm on the same key gets through.
    private func candidates(for header: JSONMembers, among keys: JSONWebKeySet) throws(CryptoError) -> [PublicKey] {
        guard let algorithm = SignatureAlgorithm(rawValue: header.string("alg") ?? "none") else {
            throw CryptoError(.algorithmRefused, "The token must be signed with RS256, ES256 or EdDSA.")
        }
        guard header["crit"] == nil else {
            throw CryptoError(.algorithmRefused, "The token demands extensions this service does not know.")
        }
        let named = keys.keys(id: header.string("kid"))
        guard !named.isEmpty else {
            throw CryptoError(.unknownKey, "The token names a signing key that is not in the issuer's key set.")
        }
        let fitting = named.filter { $0.algorithm == algorithm }
        guard !fitting.isEmpty else {
            throw CryptoError(.algorithmRefused, "The token's algorithm is not that of its signing key.")
        }
        return fitting
    }

    private func check(_ claims: Claims, nowSeconds: Int64) throws(CryptoError) {
        guard let expiry = claims.integer("exp") else {
            throw CryptoError(.malformed, "The token lacks 'exp', a number of seconds.")
        }
        guard nowSeconds < expiry.addingClamped(leewaySeconds) else {
            throw CryptoError(.expired, "The token has expired; get a new one.")
        }
        if claims.has("nbf") {
            guard let start = claims.integer("nbf") else {
                throw CryptoError(.malformed, "The token's 'nbf' is not a number of seconds.")
            }
            guard nowSeconds.addingClamped(leewaySeconds) >= start else {
                throw CryptoError(.notYetValid, "The token is not valid yet.")
            }
        }
        guard claims.string("iss") == issuer else {
            throw CryptoError(.wrongIssuer, "The token was not issued by '\(issuer)'.")
        }
        guard claims.strings("aud")?.contains(audience) == true else {
            throw CryptoError(.wrongAudience, "The token is not meant for '\(audience)'.")
        }
    }
}

extension Claims {
    fileprivate func has(_ name: String) -> Bool {
        object[name] != nil
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
