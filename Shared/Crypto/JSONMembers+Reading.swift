internal import JSON

/// Members as RFC 7515–7519 use them; `nil` also stands for a member of another type.
extension JSONMembers {
    /// `nil` unless the bytes are exactly one JSON object without repeated names.
    init?(object bytes: [UInt8]) {
        guard let members = try? JSONValue(bytes, depthLimit: 16).object else { return nil }
        self = members
    }

    func string(_ name: String) -> String? {
        self[name]?.string
    }

    func strings(_ name: String) -> [String]? {
        all(name, \.string)
    }

    func objects(_ name: String) -> [JSONMembers]? {
        all(name, \.object)
    }

    /// Rounded down, without the C mathematics library that `rounded` would need linked.
    func integer(_ name: String) -> Int64? {
        guard let value = self[name] else { return nil }
        if let integer = value.int64 { return integer }
        guard let number = value.double, number.magnitude < 0x1p63 else { return nil }
        let truncated = Int64(number)
        return Double(truncated) > number ? truncated - 1 : truncated
    }

    private func all<Element>(_ name: String, _ convert: (JSONValue) -> Element?) -> [Element]? {
        guard let values = self[name]?.array else { return nil }
        let elements = values.compactMap(convert)
        return elements.count == values.count ? elements : nil
    }
}
