// Written by scripts/contracts from accounts/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension AccountsWire {
    /// All that is now true of an account; replaces what was said before.
    ///
    /// `marketplace.accounts.account-changed.v1`
    package struct AccountChangedV1: WireMessage {
        package var accountId: String
        /// What the account calls itself.
        package var name: String
        /// All roles; a sub-account acts under its account.
        package var roles: [Role]
        /// How far real names are verified.
        package var verification: Verification
        /// A closed account may neither buy nor sell.
        package var isClosed: Bool
        package var at: Instant
        package var email: String?
        /// Digits only.
        package var phone: String?
        /// As on the identity card or licence; absent while not verified.
        package var verifiedName: String?
        /// The vendor for whom the account acts, if its roles say so.
        package var vendorId: String?
        /// All templates a domain's owner can be chosen from; their data stay with identity.
        package var registrantTemplates: [RegistrantTemplate]?

        package init(
            accountId: String,
            name: String,
            roles: [Role],
            verification: Verification,
            isClosed: Bool,
            at: Instant,
            email: String? = nil,
            phone: String? = nil,
            verifiedName: String? = nil,
            vendorId: String? = nil,
            registrantTemplates: [RegistrantTemplate]? = nil,
        ) {
            self.accountId = accountId
            self.name = name
            self.roles = roles
            self.verification = verification
            self.isClosed = isClosed
            self.at = at
            self.email = email
            self.phone = phone
            self.verifiedName = verifiedName
            self.vendorId = vendorId
            self.registrantTemplates = registrantTemplates
        }

        package enum Verification: WireEnum {
            case none
            case individual
            case enterprise
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.none, .individual, .enterprise]

            package init(word: String) {
                switch word {
                case "none": self = .none
                case "individual": self = .individual
                case "enterprise": self = .enterprise
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .none: "none"
                case .individual: "individual"
                case .enterprise: "enterprise"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension AccountsWire.AccountChangedV1 {
    package static let contract = MessageContract(
        type: "marketplace.accounts.account-changed.v1",
        topic: Topics.accounts,
        owner: "identity",
        orderingKey: "/accountId",
        dedupeID: "ce_id",
        tombstone: "the account is gone: forget everything about it",
        replayPolicy: .replay,
        consumers: ["catalog", "orders", "partner-domain-fulfilment", "invoicing", "crowdsourcing"],
        personalData: ["/name", "/email", "/phone", "/verifiedName"],
        person: "/accountId",
        isDeprecated: false,
    )

    package var orderingKey: String { accountId }
}

extension AccountsWire.AccountChangedV1 {
    private static let memberNames: JSONMemberNames = ["accountId", "name", "roles", "verification", "isClosed", "at", "email", "phone", "verifiedName", "vendorId", "registrantTemplates"]
    private static let accountIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])
    private static let phonePattern = TextPattern("^[0-9]*$", [
        .init(low: 0x3ff000000000000, high: 0x0, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var accountId: String?
        var name: String?
        var roles: [AccountsWire.Role]?
        var verification: Verification?
        var isClosed: Bool?
        var at: Instant?
        var email: String?
        var phone: String?
        var verifiedName: String?
        var vendorId: String?
        var registrantTemplates: [AccountsWire.RegistrantTemplate]?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: accountId = try reader.string(1...64, Self.accountIdPattern)
            case 1: name = try reader.string(0...100)
            case 2: roles = try reader.array(0...10) { (reader) throws(JSONError) in try AccountsWire.Role(from: &reader) }
            case 3: verification = try Verification(from: &reader)
            case 4: isClosed = try reader.bool()
            case 5: at = try Instant(from: &reader)
            case 6: email = try reader.string(0...254)
            case 7: phone = try reader.string(0...20, Self.phonePattern)
            case 8: verifiedName = try reader.string(0...100)
            case 9: vendorId = try reader.string(1...64, Self.accountIdPattern)
            case 10: registrantTemplates = try reader.array(0...100) { (reader) throws(JSONError) in try AccountsWire.RegistrantTemplate(from: &reader) }
            default: try reader.skip()
            }
        }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let name else { throw reader.missing("name", in: cursor) }
        guard let roles else { throw reader.missing("roles", in: cursor) }
        guard let verification else { throw reader.missing("verification", in: cursor) }
        guard let isClosed else { throw reader.missing("isClosed", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.accountId = accountId
        self.name = name
        self.roles = roles
        self.verification = verification
        self.isClosed = isClosed
        self.at = at
        self.email = email
        self.phone = phone
        self.verifiedName = verifiedName
        self.vendorId = vendorId
        self.registrantTemplates = registrantTemplates
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("accountId")
        writer.string(accountId)
        writer.name("name")
        writer.string(name)
        writer.name("roles")
        writer.beginArray()
        for element in roles {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("verification")
        verification.encode(into: &writer)
        writer.name("isClosed")
        writer.bool(isClosed)
        writer.name("at")
        at.encode(into: &writer)
        if let email {
            writer.name("email")
            writer.string(email)
        }
        if let phone {
            writer.name("phone")
            writer.string(phone)
        }
        if let verifiedName {
            writer.name("verifiedName")
            writer.string(verifiedName)
        }
        if let vendorId {
            writer.name("vendorId")
            writer.string(vendorId)
        }
        if let registrantTemplates {
            writer.name("registrantTemplates")
            writer.beginArray()
            for element in registrantTemplates {
                element.encode(into: &writer)
            }
            writer.endArray()
        }
        writer.endObject()
    }
}
