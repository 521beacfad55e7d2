enum IdempotencyKey {
    static let header = "Idempotency-Key"
    static let lengthMax = 64

    /// The request's key; optional quotes, as of a structured header, are taken off.
    static func read(_ headers: HTTPHeaders, _ use: Operation.IdempotencyKeyUse) throws(Problem) -> String? {
        let values = headers.values(header)
        guard let value = values.first else {
            guard use != .required else {
                throw .badRequest("Send an \(header), so that a repeated request is recognised.", field: header)
            }
            return nil
        }
        let key =
            value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            ? String(value.dropFirst().dropLast()) : value
        guard values.count == 1, (1...lengthMax).contains(key.utf8.count), key.utf8.allSatisfy(isAllowed) else {
            throw .badRequest(
                "The \(header) must be 1 to \(lengthMax) letters, digits or any of - _ . : ~", field: header)
        }
        return key
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_.:~".utf8.contains(byte)
        }
    }
}
