extension JSONReader {
    /// An error about the value that comes next (or the name just read). Walks the text again to find out where it stands,
    /// so that reading without errors pays nothing for it.
    @inline(never)
    package func error(_ code: JSONError.Code, _ detail: String) -> JSONError {
        JSONError(code, pointer: pointer(at: position), offset: position, detail: detail)
    }

    @inline(never)
    func malformed(_ detail: String) -> JSONError { error(.malformed, detail) }

    /// The error for a value of another type than `expected` ("a string").
    @inline(never)
    package func wrongType(expected: String) -> JSONError {
        guard position < bytes.count else { return malformed("expected \(expected), found the end of the text") }
        guard let found = typeName(of: bytes[position]) else { return malformed("expected \(expected)") }
        return error(.wrongType, "expected \(expected), found \(found)")
    }

    func pointer(at offset: Int) -> String { JSONPointer.of(offset: offset, in: bytes) }

    private func typeName(of byte: UInt8) -> String? {
        switch byte {
        case ASCII.quote: "a string"
        case ASCII.openBrace: "an object"
        case ASCII.openBracket: "an array"
        case ASCII.letterT, ASCII.letterF: "true or false"
        case ASCII.letterN: "null"
        case ASCII.minus, ASCII.zero...ASCII.nine: "a number"
        default: nil
        }
    }
}
