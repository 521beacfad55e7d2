package import JSON
package import Kernel

extension HTTPRequest {
    /// Reads the body, one JSON object, and refuses what was not asked for.
    ///
    /// - Throws: `JSONError`, which clients see as 400 naming the member.
    package func readJSON<Value>(_ read: (JSONObject) throws -> Value) throws -> Value {
        let object = try JSONObject(body)
        let value = try read(object)
        try object.refuseUnknownMembers()
        return value
    }
}

extension JSONObject {
    /// An amount in fen.
    package func money(_ name: String, atLeast least: Money = .zero) throws(JSONError) -> Money {
        Money(fen: try int64(name, in: least.fen...Money.limit.fen))
    }

    package func optionalMoney(_ name: String) throws(JSONError) -> Money? {
        try optionalInt64(name, in: 0...Money.limit.fen).map(Money.init(fen:))
    }

    /// An id as the contracts shape it, else `invalidValue`.
    package func id(_ name: String) throws(JSONError) -> String {
        let text = try string(name)
        guard Identifier.isWellFormed(text) else { throw invalid(name, "expected an id: \(Identifier.shape)") }
        return text
    }

    package func optionalID(_ name: String) throws(JSONError) -> String? {
        try optionalString(name) == nil ? nil : id(name)
    }
}
