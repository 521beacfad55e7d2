/// From names on the wire to names in Swift.
package enum Naming {
    /// `order-paid` → `OrderPaid`
    package static func typeName(_ name: String) -> String {
        parts(name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `in-review` → `inReview`, `CNY` → `cny`, `AliyunBSSFullAccess` → `aliyunBSSFullAccess`; without backticks.
    package static func enumCase(_ word: String) -> String {
        let name = typeName(word)
        let lowered = parts(word)[0].allSatisfy { $0.isUppercase || $0.isNumber } ? parts(word)[0].count : 1
        let result = name.prefix(lowered).lowercased() + name.dropFirst(lowered)
        return result.first?.isNumber == true ? "_" + result : result
    }

    /// `orders` → `OrdersWire`
    package static func namespace(_ service: String) -> String { typeName(service) + "Wire" }

    /// The constant of a topic: `ordersEvents`; `accounts` where service and channel share their name.
    package static func topic(service: String, channel: String) -> String {
        service == channel ? enumCase(service) : enumCase(service) + typeName(channel)
    }

    /// The Swift name that the type's last two parts give: `marketplace.orders.order-paid.v1` → `OrderPaidV1`.
    package static func messageKey(type: String) -> String {
        typeName(type.split(separator: ".").suffix(2).joined(separator: "-"))
    }

    package static func escaped(_ identifier: String) -> String {
        keywords.contains(identifier) ? "`\(identifier)`" : identifier
    }

    package static func isWord(_ word: String) -> Bool {
        word.contains { isLetter($0) || isDigit($0) }
            && word.allSatisfy { isLetter($0) || isDigit($0) || $0 == "-" || $0 == "_" }
    }

    package static func isMember(_ name: String) -> Bool {
        name.first.map(isLower) == true && name.allSatisfy { isLetter($0) || isDigit($0) }
    }
    package static func isType(_ name: String) -> Bool {
        name.first.map(isUpper) == true && name.allSatisfy { isLetter($0) || isDigit($0) }
    }
    /// `partner-domain-fulfilment`
    package static func isKebab(_ name: some StringProtocol) -> Bool {
        name.first.map(isLower) == true && name.last != "-"
            && name.allSatisfy { isLower($0) || isDigit($0) || $0 == "-" }
    }

    private static func parts(_ name: String) -> [Substring] { name.split { $0 == "-" || $0 == "_" } }
    private static func isLower(_ character: Character) -> Bool { ("a"..."z").contains(character) }
    private static func isUpper(_ character: Character) -> Bool { ("A"..."Z").contains(character) }
    private static func isLetter(_ character: Character) -> Bool { isLower(character) || isUpper(character) }
    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Names that generated code uses itself, or that Swift does not allow for a nested type.
    package static let reservedTypes: Set<String> = [
        "Array", "Bool", "CivilDate", "ClosedWireEnum", "Dictionary", "Int", "Int64", "Instant", "JSONError",
        "JSONMemberNames",
        "JSONReader", "JSONWriter",
        "MessageContract", "Money", "Optional", "Protocol", "Self", "String", "TextPattern", "Topics", "Type",
        "WireEnum",
        "WireMessage", "WireValue",
    ]

    /// Names of members that generated code needs for itself.
    package static let reservedMembers: Set<String> = [
        "contract", "cursor", "encode", "hash", "hashValue", "init", "json", "memberIndex", "memberNames",
        "orderingKey", "reader", "self", "writer",
    ]

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension",
        "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout",
        "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self",
        "static", "struct", "subscript",
        "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
