import Crypto
import EventContracts
import Kernel
import Testing

@testable import Messaging

@Suite("Personal members of payloads")
struct PersonalMembersTests {
    private let keyring: PersonKeyring

    init() throws {
        keyring = PersonKeyring(try SecretBox(keys: ["k": [UInt8](repeating: 5, count: 32)], current: "k"))
    }

    /// A vault in which every account has a key.
    private func vault(_ accounts: [String]) throws -> LaneVault {
        LaneVault(
            keyring,
            Dictionary(
                uniqueKeysWithValues: try accounts.enumerated().map { number, account in
                    (account, keyring.key(Int64(number), sealed: try keyring.make(for: account), of: account))
                }))
    }

    private func members(_ pointers: [String]) throws -> PersonalMembers {
        try #require(PersonalMembers(pointers, of: "/who"))
    }

    @Test(
        "What was sealed opens to the very bytes that came, white space, escapes and order included",
        arguments: [
            #"{"who":"A-1","phone":"138"}"#, #"{ "phone" : "138" , "who" : "A-1", "more": [1, 2.50, null] }"#,
            #"{"who":"A-1","phone":"1\u00338\n\"x\""}"#, #"{"who":"A-1","phone":null}"#, #"{"who":"A-1"}"#,
            #"{"who":"A-1","pho\u006ee":"138"}"#, #"{"who":"A-1","phone":{"number":138}}"#,
        ])
    func exact(payload: String) throws {
        let vault = try vault(["A-1"]), members = try members(["/phone"])
        let sealed = try members.seal(Array(payload.utf8), vault)
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("138"))
        #expect(try PersonalMembers.open(sealed, vault) == Array(payload.utf8))
        #expect(try members.seal(Array(payload.utf8), vault) == sealed)
    }

    @Test("Every element of an array is sealed, and only what is marked")
    func elements() throws {
        let vault = try vault(["A-1"]), members = try members(["/lines/*/note", "/name"])
        let payload = #"{"who":"A-1","lines":[{"note":"a secret","id":1},{"id":2},{"note":"another"}],"name":"Wei"}"#
        let sealed = try members.seal(Array(payload.utf8), vault)
        let text = String(decoding: sealed.bytes, as: UTF8.self)
        #expect(text.contains(#""id":2"#) && text.contains(#"{"who":"A-1","lines":[{"note":""#))
        for word in ["secret", "another", "Wei"] { #expect(!text.contains(word)) }
        #expect(try PersonalMembers.open(sealed, vault) == Array(payload.utf8))
    }

    @Test("Once the key is gone its members read as empty texts, and everything else as it was")
    func forgotten() throws {
        let members = try members(["/phone"])
        let sealed = try members.seal(Array(#"{"who":"A-1","phone":"138","n":1}"#.utf8), try vault(["A-1"]))
        // Another key of the same account, made after the first was destroyed.
        let later = LaneVault(keyring, ["A-1": keyring.key(99, sealed: try keyring.make(for: "A-1"), of: "A-1")])
        #expect(try PersonalMembers.open(sealed, later) == Array(#"{"who":"A-1","phone":"","n":1}"#.utf8))
    }

    @Test("A payload says itself what of it is sealed: contracts may mark other members meanwhile")
    func marks() throws {
        let vault = try vault(["A-1"])
        let payload = Array(#"{"who":"A-1","phone":"138","name":"~sealed:no:member"}"#.utf8)
        let sealed = try members(["/phone"]).seal(payload, vault)
        #expect(try PersonalMembers.open(sealed, vault) == payload)
        let clear = PersonalMembers.Sealed(bytes: payload, sealing: .members)
        #expect(try PersonalMembers.open(clear, vault) == payload)
    }

    @Test("What a person's key cannot seal is kept under the service's own")
    func locked() throws {
        let other = PersonKeyring(try SecretBox(keys: ["k2": [UInt8](repeating: 6, count: 32)], current: "k2"))
        let vault = LaneVault(other, ["A-1": other.key(1, sealed: try keyring.make(for: "A-1"), of: "A-1")])
        let payload = Array(#"{"who":"A-1","phone":"138"}"#.utf8)
        let input = Input(
            id: "i", origin: .command, target: nil, type: "t", occurredAt: Instant(microseconds: 0), trace: "",
            body: .payload(payload, .members(try members(["/phone"]))), value: .none)
        #expect(throws: CryptoError.self) { try input.storedBody(vault) }
        let body = try input.parkedBody(vault)
        #expect(!String(decoding: body.value.bytes, as: UTF8.self).contains("138"))
        #expect(try PersonalMembers.open(body.payload, vault) == payload)
    }

    @Test("What is no JSON, or of nobody in particular, is sealed as a whole or under nobody's key")
    func unclear() throws {
        let vault = try vault([PersonalMembers.nobody]), members = try members(["/phone"])
        for payload in ["{\"phone\": 138", #"{"phone":"138"} x"#] {
            let sealed = try members.seal(Array(payload.utf8), vault)
            #expect(sealed.sealing == .whole)
            #expect(try PersonalMembers.open(sealed, vault) == Array(payload.utf8))
        }
        let ownerless = try members.seal(Array(#"{"phone":"138"}"#.utf8), vault)
        #expect(ownerless.sealing == .members)
        #expect(try PersonalMembers.open(ownerless, vault) == Array(#"{"phone":"138"}"#.utf8))
    }

    @Test("A vault without a key asks for it, and the work is done again when it is there")
    func wanted() throws {
        let members = try members(["/phone"]), vault = LaneVault(keyring)
        let payload = Array(#"{"who":"A-1","phone":"138"}"#.utf8)
        var asked: [Set<String>] = []
        let sealed = try vault.complete({ wanted in
            asked.append(wanted.toSeal)
            guard let key = try? keyring.make(for: "A-1") else { return [:] }
            return ["A-1": keyring.key(1, sealed: key, of: "A-1")]
        }) { Result { try members.seal(payload, vault) } }.get()
        #expect(asked == [["A-1"]])
        #expect(try PersonalMembers.open(sealed, vault) == payload)
        #expect(Set(vault.fetched.keys) == ["A-1"])
    }

    @Test("A key that cannot be used is not kept in memory: it may be mended any time")
    func unusable() throws {
        let other = PersonKeyring(try SecretBox(keys: ["k2": [UInt8](repeating: 6, count: 32)], current: "k2"))
        let vault = LaneVault(other)
        vault.add(
            [
                "A": other.key(1, sealed: try keyring.make(for: "A"), of: "A"),
                "B": other.key(2, sealed: try other.make(for: "B"), of: "B"),
            ],
            for: LaneVault.Wanted(toOpen: ["A", "B", "C"]))
        #expect(Set(vault.fetched.keys) == ["B"])
    }

    @Test("Nobody goes on with a key once the generation has moved on")
    func generations() throws {
        let known = KnownPersons()
        let key = keyring.key(1, sealed: try keyring.make(for: "A"), of: "A")
        #expect(known.keys(at: 3).isEmpty)
        known.note(["A": key], at: 3)
        #expect(known.keys(at: 3).count == 1)
        #expect(known.keys(at: 4).isEmpty)
        known.note(["A": key], at: 3)
        #expect(known.keys(at: 4).isEmpty && known.keys(at: 3).isEmpty)
    }
}
