internal import JSON

extension JSONWriter {
    mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    /// The value, or the mask when the name or the value is sensitive. What JSON has no number for is written as text.
    mutating func value(of field: LogField) {
        switch field.isSensitive ? .sensitive : field.value {
        case .string(let text): string(text)
        case .int(let number): int64(number)
        case .double(let number): if number.isFinite { double(number) } else { string("\(number)") }
        case .bool(let flag): bool(flag)
        case .sensitive: string(sensitiveMask)
        }
    }
}

extension LogField {
    var isSensitive: Bool { value == .sensitive || isSensitiveKey(key) }
}
