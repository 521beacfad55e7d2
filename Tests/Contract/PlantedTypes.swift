import Kernel

/// Stored types as they were, and as somebody changed them.
enum Planted {
    struct Basket: Codable, Sendable {
        let id: String
        let price: Money
    }

    struct MemberAdded: Codable, Sendable {
        let id: String
        let price: Money
        let count: Int
    }

    struct OptionalAdded: Codable, Sendable {
        let id: String
        let price: Money
        let count: Int?
    }

    struct MemberRemoved: Codable, Sendable {
        let id: String
    }

    struct MemberRenamed: Codable, Sendable {
        let id: String
        let amount: Money
    }

    struct TypeChanged: Codable, Sendable {
        let id: String
        let price: Instant
    }

    struct MadeOptional: Codable, Sendable {
        let id: String
        let price: Money?
    }

    struct Narrowed: Codable, Sendable {
        let id: String
        let price: Int32
    }

    enum Status: String, Codable, Sendable { case open, paid }
    enum WordAdded: String, Codable, Sendable { case open, paid, closed }
    enum WordRemoved: String, Codable, Sendable { case open }
    enum WordRenamed: String, Codable, Sendable { case open, settled }
    enum RawValueChanged: String, Codable, Sendable { case open, paid = "paid-up" }

    enum Input: Codable, Sendable {
        case place(Basket, by: String)
        case cancel
    }

    enum CaseAdded: Codable, Sendable {
        case place(Basket, by: String)
        case cancel
        case close
    }

    enum CaseRemoved: Codable, Sendable {
        case place(Basket, by: String)
    }

    enum CaseRenamed: Codable, Sendable {
        case order(Basket, by: String)
        case cancel
    }

    enum LabelAdded: Codable, Sendable {
        case place(basket: Basket, by: String)
        case cancel
    }

    struct Shelf<Element: Codable & Sendable>: Codable, Sendable {
        let lines: [Element]
    }

    /// Everything that can be stored at once.
    struct Whole: Codable, Sendable {
        let isNew: Bool
        let at: Instant
        let on: CivilDate?
        let buyer: Personal
        let status: Status
        let input: Input?
        let baskets: [Basket]
        let shares: [String: [UInt64]]
        let nothing: Nothing
    }

    struct Nothing: Codable, Sendable {}

    struct Nested: Codable, Sendable {
        let children: [Nested]
    }

    struct Name: RawRepresentable, Codable, Sendable {
        let rawValue: String
    }

    /// Reads what it does not write.
    struct Forgetful: Codable, Sendable {
        let id: String

        private enum CodingKeys: CodingKey { case id }

        init(from decoder: any Decoder) throws {
            id = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id + "!", forKey: .id)
        }
    }
}
