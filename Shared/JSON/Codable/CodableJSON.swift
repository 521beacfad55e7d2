/// JSON by a type's own Codable, compact, members sorted by the bytes of their names: equal values give equal bytes.
///
/// Written straight into the text and read straight out of it, without a tree between. Dates and data of Foundation have no form of
/// their own here: they code themselves as they would for any coder.
package enum CodableJSON {
    /// - Throws: what the type throws; `JSONError` for a number that JSON does not know (`invalidValue`), a member written twice
    ///   (`duplicateMember`), and for containers that are not written one after the other (`malformed`): a member is done when the next begins.
    package static func encode(_ value: some Encodable, userInfo: [CodingUserInfoKey: Any] = [:]) throws -> [UInt8] {
        let output = JSONOutput(userInfo: userInfo)
        try output.encode(value, at: output.text.place())
        return try output.finish()
    }

    /// - Throws: what the type throws; `JSONError` with the place where the text is no JSON or other than what is asked for. Members that
    ///   nobody asks for are passed over, repeated ones refused.
    package static func decode<T: Decodable>(
        _ type: T.Type, from bytes: [UInt8], userInfo: [CodingUserInfoKey: Any] = [:]
    ) throws -> T {
        let text = try JSONText(bytes, userInfo: userInfo)
        let value = try T(from: ValueDecoder(text: text, token: 0))
        if let failure = text.failure { throw failure }
        return value
    }
}

/// A step of a coding path, and the name under which a class keeps what it inherits.
struct JSONStep: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }

    static let inherited = JSONStep(stringValue: "super")
}
