import Crypto
import JSON
import Kernel
import Runtime

struct TokensCommand: Command {
    let name = "tokens"
    let summary = "make signing keys and bearer tokens for development and tests"
    let usage = """
        marketctl tokens keys --dir DIR         make signing-key.pem (mode 600) and jwks.json in DIR, unless they are there
        marketctl tokens issue --key FILE --account A-1 --role buyer [--role …] [--vendor V-1] [--sub-account NAME]
                               [--policy NAME …] [--hours 12] [--issuer marketplace] [--audience marketplace]

        In production tokens come from the identity system; services check them with AUTH_JWKS_FILE or AUTH_JWKS_URL.
        """

    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32 {
        switch try arguments.word(0, "What to do: keys or issue") {
        case "keys": return try makeKeys(in: try arguments.required("dir"))
        case "issue": return try issue(arguments)
        case let other: throw UsageError(message: "'\(other)' is none of keys, issue.")
        }
    }

    private func makeKeys(in directory: String) throws -> Int32 {
        let keyPath = directory + "/signing-key.pem"
        guard !fileExists(keyPath) else {
            print("\(keyPath) is there already")
            return 0
        }
        let key = try PrivateKey.generate(.es256)
        try writeFile(try key.pem(), to: keyPath, mode: 0o600)
        try writeFile(try JSONWebKeySet([JSONWebKey(key.publicKey)]).json(), to: directory + "/jwks.json", mode: 0o644)
        print("made \(keyPath) and \(directory)/jwks.json")
        return 0
    }

    private func issue(_ arguments: Arguments) throws -> Int32 {
        let key = try PrivateKey(pem: String(decoding: try readFile(try arguments.required("key")), as: UTF8.self))
        let now = SystemClock().now().microseconds / 1_000_000
        var claims = JSONWriter()
        claims.beginObject()
        claims.text("sub", try arguments.required("account"))
        claims.text("iss", arguments.option("issuer") ?? "marketplace")
        claims.text("aud", arguments.option("audience") ?? "marketplace")
        claims.name("iat")
        claims.int64(now)
        claims.name("exp")
        claims.int64(now + Int64(try arguments.number("hours") ?? 12) * 3_600)
        claims.list("roles", arguments.all("role"))
        claims.list("policies", arguments.all("policy"))
        if let vendor = arguments.option("vendor") { claims.text("vendor", vendor) }
        if let subAccount = arguments.option("sub-account") { claims.text("sub_account", subAccount) }
        claims.endObject()
        print(try JSONWebToken.sign(claims: claims.bytes, key: key))
        return 0
    }
}

extension JSONWriter {
    fileprivate mutating func text(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    fileprivate mutating func list(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
