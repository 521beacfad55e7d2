import Crypto
import JSON
import Kernel
import Runtime

package struct TokensCommand: Command {
    package let name = "tokens"
    package let summary = "make signing keys and bearer tokens for development and tests"
    package let forms = [
        Form(
            "keys", options: [Option("dir", .text("DIR"), isRequired: true, "where they are put")],
            meaning: "make signing-key.pem (mode 600) and jwks.json, unless they are there"),
        Form(
            "issue",
            options: [
                Option("key", .text("FILE"), isRequired: true, "signs the token"),
                Option("account", .id, isRequired: true, "whose token it is"),
                Option(
                    "role", .choice(["buyer", "vendor", "operator"], placeholder: "ROLE"), isRequired: true,
                    mayRepeat: true, "what the account may be"),
                Option("vendor", .id, "for which vendor the account acts"),
                Option("sub-account", .id, "the person who acts for the account"),
                Option("policy", .text("NAME"), mayRepeat: true, "what the sub-account was granted"),
                Option("hours", .number(1...8_760), "how long it is valid; 12 if left out"),
                Option("issuer", .text("NAME"), "AUTH_ISSUER of the services; marketplace if left out"),
                Option("audience", .text("NAME"), "AUTH_AUDIENCE of the services; marketplace if left out"),
            ], meaning: "print a bearer token"),
    ]
    package let notes =
        "In production tokens come from the identity system; services check them with AUTH_JWKS_FILE or AUTH_JWKS_URL."

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        call.action == "keys" ? try makeKeys(in: try call.required("dir")) : try issue(call, surroundings.now)
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

    private func issue(_ call: Call, _ instant: Instant) throws -> Int32 {
        let key = try PrivateKey(pem: String(decoding: try readFile(try call.required("key")), as: UTF8.self))
        let now = instant.microseconds / 1_000_000
        var claims = JSONWriter()
        claims.beginObject()
        claims.text("sub", try call.required("account"))
        claims.text("iss", call.text("issuer") ?? "marketplace")
        claims.text("aud", call.text("audience") ?? "marketplace")
        claims.name("iat")
        claims.int64(now)
        claims.name("exp")
        claims.int64(now + Int64(call.number("hours") ?? 12) * 3_600)
        claims.list("roles", call.all("role"))
        claims.list("policies", call.all("policy"))
        if let vendor = call.text("vendor") { claims.text("vendor", vendor) }
        if let subAccount = call.text("sub-account") { claims.text("sub_account", subAccount) }
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
