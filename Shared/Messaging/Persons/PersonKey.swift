package import Crypto

/// The key under which everything is sealed that a service keeps about one person.
struct PersonKey: Sendable {
    /// Tells this key from one made for the same account after this one was destroyed.
    let number: Int64
    /// The reason if it cannot be used: it was sealed with a key of the service that is not configured.
    private let cipher: Result<AESSIV, CryptoError>

    init(number: Int64, cipher: Result<AESSIV, CryptoError>) {
        self.number = number
        self.cipher = cipher
    }

    /// - Throws: what is wrong with it, if it cannot be used.
    func checked() throws -> PersonKey {
        _ = try cipher.get()
        return self
    }

    func seal(_ bytes: [UInt8], of account: String) throws -> [UInt8] {
        let sealed = try cipher.get().seal(bytes, authenticating: Array(account.utf8))
        let name = (0..<Self.numberSize).map { UInt8(truncatingIfNeeded: number >> (8 * (Self.numberSize - 1 - $0))) }
        return name + sealed
    }

    func open(_ sealed: [UInt8], of account: String) throws -> [UInt8] {
        try cipher.get().open(Array(sealed.dropFirst(Self.numberSize)), authenticating: Array(account.utf8))
    }

    /// Of the key that something was sealed with.
    static func number(of sealed: [UInt8]) throws(CryptoError) -> Int64 {
        guard sealed.count > numberSize else {
            throw CryptoError(.malformed, "This is not a sealed value of a known format.")
        }
        return Int64(bitPattern: sealed.prefix(numberSize).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private static let numberSize = 8
}

/// Makes and opens persons' keys, which the database only holds sealed under the service's own.
package struct PersonKeyring: Sendable {
    private let box: SecretBox
    private let random: any RandomSource

    /// - Parameter box: with the service's encryption keys.
    package init(_ box: SecretBox, random: any RandomSource = SystemRandom()) {
        self.box = box
        self.random = random
    }

    /// A new key for an account, as it may be stored.
    func make(for account: String) throws(CryptoError) -> [UInt8] {
        try box.seal(try random.bytes(AESSIV.keySize), context: Self.context(account))
    }

    func key(_ number: Int64, sealed: [UInt8], of account: String) -> PersonKey {
        PersonKey(
            number: number,
            cipher: Result { () throws(CryptoError) in
                try AESSIV(key: box.open(sealed, context: Self.context(account)))
            })
    }

    func seal(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] { try box.seal(bytes, context: Self.bodyContext) }
    func open(_ sealed: [UInt8]) throws(CryptoError) -> [UInt8] { try box.open(sealed, context: Self.bodyContext) }

    static let bodyContext = "body"

    static func context(_ account: String) -> String { "person \(account)" }
}
