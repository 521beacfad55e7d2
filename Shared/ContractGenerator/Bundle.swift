package import JSON

/// Makes a document stand on its own: what it takes from `common.json` is put in its place.
package enum Bundle {
    package static func bundle(_ value: JSONValue, common: JSONValue) throws -> JSONValue {
        switch value {
        case .array(let elements): return .array(try elements.map { try bundle($0, common: common) })
        case .object(let members):
            var result = JSONMembers()
            for (name, member) in members {
                guard name == "$ref", let path = member.string, path.hasPrefix("../common.json#") else {
                    result[name] = try bundle(member, common: common)
                    continue
                }
                for (name, member) in try common.object(at: String(path.dropFirst("../common.json#".count)))
                where members[name] == nil {
                    result[name] = try bundle(member, common: common)
                }
            }
            return .object(result)
        default: return value
        }
    }
}
