package import JSON
package import Kernel

extension HTTPRequest {
    /// The members of the body. The server has held it against the operation's description: what it must be stands there alone.
    package func members() throws(JSONError) -> JSONObject { try JSONObject(json ?? .object([:])) }

    /// Reads the body, and refuses what was described but not asked for.
    ///
    /// - Throws: `JSONError`, which clients see as 400 naming the member.
    package func readJSON<Value>(_ read: (JSONObject) throws -> Value) throws -> Value {
        let object = try members()
        let value = try read(object)
        try object.refuseUnknownMembers()
        return value
    }
}

extension Router.Route {
    /// The body as a value, if the operation describes one.
    ///
    /// - Throws: `JSONError` naming the place that is not as described.
    func checkedBody(of request: HTTPRequest) throws(JSONError) -> JSONValue? {
        guard let bodyCheck else { return nil }
        if request.body.isEmpty, !bodyCheck.requiresMembers { return .object([:]) }
        let value = try JSONValue(request.body, depthLimit: 32)
        try bodyCheck.require(value)
        return value
    }
}

extension JSONObject {
    /// An amount in fen.
    package func money(_ name: String) throws(JSONError) -> Money { Money(fen: try int64(name)) }

    package func optionalMoney(_ name: String) throws(JSONError) -> Money? {
        try optionalInt64(name).map(Money.init(fen:))
    }

    package func instant(_ name: String) throws(JSONError) -> Instant {
        guard let instant = Instant(rfc3339: try string(name)) else { throw invalid(name, "expected an instant") }
        return instant
    }

    package func date(_ name: String) throws(JSONError) -> CivilDate {
        guard let date = CivilDate(try string(name)) else { throw invalid(name, "expected a day") }
        return date
    }
}
