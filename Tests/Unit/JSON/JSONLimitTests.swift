import JSON
import Testing

@Suite struct JSONLimitTests {
    private static let code = TextPattern(
        "^[0-9]{2,3}$", [.init(low: 0x3ff_0000_0000_0000, high: 0, count: 2...3)])

    @Test(
        "A text has as many code points as asked for, however many bytes or letters those are",
        arguments: [
            (#""ab""#, true), (#""abc""#, true), (#""a""#, false), (#""abcd""#, false), (#""👪👪👪""#, true),
            (#""👪👪👪👪""#, false), (#""\ud83d\udc6a👪""#, true), ("\"e\u{301}\u{301}\u{301}\"", false),
        ])
    func lengths(text: String, isFit: Bool) {
        let error = refusal(text) { (reader) throws(JSONError) in _ = try reader.string(2...3) }
        #expect(error?.code == (isFit ? nil : .outOfRange))
    }

    @Test("An empty text is refused where one character is wanted")
    func empty() {
        #expect(refusal(#""""#) { (reader) throws(JSONError) in _ = try reader.string(1...3) }?.code == .outOfRange)
        #expect(refusal(#""""#) { (reader) throws(JSONError) in _ = try reader.string(0...3) } == nil)
    }

    @Test(
        "A text with a pattern is read alike whether it is escaped or not",
        arguments: [
            (#""12""#, nil), (#""123""#, nil), (#"  "1\u0032" "#, nil), (#""1""#, .outOfRange),
            (#""1234""#, .outOfRange),
            (#""1a""#, .invalidValue), (#""1\n""#, .invalidValue), (#""12"#, .malformed), ("12", .wrongType),
        ] as [(String, JSONError.Code?)])
    func patterns(text: String, code: JSONError.Code?) {
        let error = refusal(text) { (reader) throws(JSONError) in _ = try reader.string(2...3, Self.code) }
        #expect(error?.code == code)
    }

    @Test(
        "An integer lies in its range, ends included",
        arguments: [("1", nil), ("9", nil), ("0", .outOfRange), ("10", .outOfRange), ("1.0", .wrongType)]
            as [(String, JSONError.Code?)])
    func ranges(text: String, code: JSONError.Code?) {
        #expect(refusal(text) { (reader) throws(JSONError) in _ = try reader.int64(1...9) }?.code == code)
    }

    @Test(
        "An array has as many elements as asked for; the error points at the array, an element's at the element",
        arguments: [
            ("[1]", nil, ""), ("[1,2]", nil, ""), ("[]", .outOfRange, ""), ("[1,2,3", .outOfRange, ""),
            ("[1,10]", .outOfRange, "/1"), ("{}", .wrongType, ""),
        ] as [(String, JSONError.Code?, String)])
    func arrays(text: String, code: JSONError.Code?, pointer: String) {
        let error = refusal(text) { (reader) throws(JSONError) in
            _ = try reader.array(1...2) { (reader) throws(JSONError) in try reader.int64(1...9) }
        }
        #expect(error?.code == code)
        #expect(error?.pointer ?? "" == pointer)
    }

    @Test("A text that is a number to the program is read in place, or left where it is")
    func numbers() throws {
        func two(_ bytes: borrowing Span<UInt8>) -> Int64? { bytes[0] == 0x32 ? 2 : nil }
        var reader = JSONReader(Array(#"["2x","3x"]"#.utf8))
        var array = try reader.beginArray()
        _ = try reader.nextElement(&array)
        #expect(reader.number(inStringOf: 3, two) == nil)
        #expect(reader.number(inStringOf: 100, two) == nil)
        #expect(reader.number(inStringOf: 2, two) == 2)
        _ = try reader.nextElement(&array)
        #expect(reader.number(inStringOf: 2, two) == nil)
        #expect(try reader.string() == "3x")
    }

    private func refusal(_ text: String, _ read: (inout JSONReader) throws(JSONError) -> Void) -> JSONError? {
        do throws(JSONError) {
            try reading(text, read)
            return nil
        } catch {
            return error
        }
    }
}
