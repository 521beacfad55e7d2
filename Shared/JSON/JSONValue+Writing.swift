extension JSONValue {
    /// The order of an object's members in the output.
    package enum MemberOrder: Sendable {
        /// By name, comparing Unicode scalars: equal values give equal bytes.
        case sorted
        /// As they stand in the value.
        case asWritten
    }

    /// The compact text.
    package func bytes(order: MemberOrder = .sorted) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self, order: order)
        return writer.bytes
    }

    /// The compact text, names sorted.
    package var text: String { String(decoding: bytes(), as: UTF8.self) }

    /// The text for people: two blanks per level, one member per line, a newline at the end.
    package func prettyText(order: MemberOrder = .asWritten) -> String {
        var text = ""
        appendPretty(to: &text, indent: "", order: order)
        return text + "\n"
    }

    private func appendPretty(to text: inout String, indent: String, order: MemberOrder) {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            text += "{"
            for (position, (name, value)) in members.inOrder(order).enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner + JSONValue.string(name).text + ": "
                value.appendPretty(to: &text, indent: inner, order: order)
            }
            text += "\n\(indent)}"
        case .array(let elements) where elements.contains { $0.object != nil || $0.array != nil }:
            text += "["
            for (position, value) in elements.enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner
                value.appendPretty(to: &text, indent: inner, order: order)
            }
            text += "\n\(indent)]"
        default: text += self.text
        }
    }
}

extension JSONWriter {
    /// Writes a whole tree.
    package mutating func value(_ value: JSONValue, order: JSONValue.MemberOrder = .sorted) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): int64(value)
        case .double(let value): double(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element, order: order) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, member) in members.inOrder(order) {
                self.name(name)
                self.value(member, order: order)
            }
            endObject()
        }
    }
}

extension JSONMembers {
    fileprivate func inOrder(_ order: JSONValue.MemberOrder) -> [(name: String, value: JSONValue)] {
        switch order {
        case .asWritten: Array(self)
        case .sorted: sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
        }
    }
}
