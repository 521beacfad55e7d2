/// A JSON object, read strictly: no duplicate names, no trailing content, limited depth.
struct JSONObject: Sendable {
    private let members: [String: JSONValue]

    /// `nil` unless the bytes are exactly one JSON object.
    init?(_ bytes: [UInt8]) {
        var reader = JSONValueReader(bytes)
        guard case .object(let object)? = reader.document() else { return nil }
        self = object
    }

    init(members: [String: JSONValue]) {
        self.members = members
    }

    func contains(_ name: String) -> Bool {
        members[name] != nil
    }

    func string(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    /// Rounded down, without the C mathematics library that `rounded` would need linked.
    func integer(_ name: String) -> Int64? {
        guard case .number(let number)? = members[name], number.magnitude < 0x1p63 else { return nil }
        let truncated = Int64(number)
        return Double(truncated) > number ? truncated - 1 : truncated
    }

    func strings(_ name: String) -> [String]? {
        guard case .array(let values)? = members[name] else { return nil }
        let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        return texts.count == values.count ? texts : nil
    }

    func objects(_ name: String) -> [JSONObject]? {
        guard case .array(let values)? = members[name] else { return nil }
        let objects = values.compactMap { if case .object(let object) = $0 { object } else { nil } }
        return objects.count == values.count ? objects : nil
    }
}

enum JSONValue: Sendable {
    case object(JSONObject)
    case array([JSONValue])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null
}

enum JSONText {
    /// The text as a JSON string, quotes included.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                result += "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
