import JSON
import Testing

/// Reads with `read` and expects the end of the text behind it.
func reading<Value>(_ text: String, _ read: (inout JSONReader) throws(JSONError) -> Value) throws(JSONError) -> Value {
    var reader = JSONReader(Array(text.utf8))
    let value = try read(&reader)
    try reader.end()
    return value
}

/// The error of reading the whole text as a tree.
func refusal(_ text: String) -> JSONError? {
    do {
        _ = try JSONValue(parsing: text)
        return nil
    } catch {
        return error
    }
}

@Suite struct JSONReaderTests {
    @Test(
        "Integers up to the ends of 64 bits are read",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), (" 42 ", 42), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min),
        ])
    func integers(text: String, expected: Int64) throws {
        let value = try reading(text) { (reader) throws(JSONError) in try reader.int64() }
        #expect(value == expected)
    }

    @Test(
        "Integers beyond 64 bits are out of range",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "18446744073709551616", "100000000000000000000",
            "92233720368547758070",
        ])
    func tooBigIntegers(text: String) {
        let error = #expect(throws: JSONError.self) {
            try reading(text) { (reader) throws(JSONError) in try reader.int64() }
        }
        #expect(error?.code == .outOfRange)
    }

    @Test("A number with fraction or exponent is no integer", arguments: ["1.0", "1e3", "12E1"])
    func fractions(text: String) {
        let error = #expect(throws: JSONError.self) {
            try reading(text) { (reader) throws(JSONError) in try reader.int64() }
        }
        #expect(error?.code == .wrongType)
    }

    @Test(
        "Numbers that JSON does not know are malformed",
        arguments: [
            "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "Infinity", "--1", "1.e1",
        ])
    func malformedNumbers(text: String) { #expect(refusal(text)?.code == .malformed) }

    @Test("Doubles are read, and refused when beyond their range")
    func doubles() throws {
        let value = try reading("-12.5e-1") { (reader) throws(JSONError) in try reader.double() }
        #expect(value == -1.25)
        #expect(refusal("1e999")?.code == .outOfRange)
    }

    @Test(
        "Strings with every kind of escape are read",
        arguments: [
            (#""""#, ""), (#""plain""#, "plain"), (#""a\"b\\c\/d""#, "a\"b\\c/d"),
            (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
            (#""\u4e2d\u56FD""#, "中国"), (#""\ud83d\ude00!""#, "😀!"), (#""直接 😀""#, "直接 😀"),
        ])
    func strings(text: String, expected: String) throws {
        let value = try reading(text) { (reader) throws(JSONError) in try reader.string() }
        #expect(value == expected)
    }

    @Test("U+0000 is JSON, but no text of ours", arguments: [#""\u0000""#, #""a\u0000b""#, #"{"a\u0000":1}"#])
    func zero(text: String) { #expect(refusal(text)?.code == .invalidValue) }

    @Test(
        "Half a surrogate pair, unknown escapes, control characters and open ends are malformed",
        arguments: [
            #""\ud83d""#, #""\ud83dx""#, #""\ude00""#, #""\ud83d\u0041""#, #""\ud83d\n""#, #""\x41""#, #""\u12g4""#,
            #""\u12"#, #""\"#, #"""#,
            #""open"#, "\"a\nb\"", "\"a\u{1}b\"", #""\n"#, #""\ud83d\ud83d""#,
        ])
    func malformedStrings(text: String) { #expect(refusal(text)?.code == .malformed) }

    @Test(
        "Bytes that are not UTF-8 are malformed, escaped neighbours or not, read or skipped",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE4, 0xB8], [0x5C, 0x6E, 0xFF],
        ] as [[UInt8]])
    func invalidUTF8(content: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue([0x22] + content + [0x22]) }
        #expect(error?.code == .malformed)
        var reader = JSONReader([0x22] + content + [0x22])
        do throws(JSONError) {
            try reader.skip()
            Issue.record("skipped invalid UTF-8")
        } catch {
            #expect(error.code == .malformed)
        }
    }

    @Test(
        "Texts that are not JSON are malformed",
        arguments: [
            "", " ", "{", "[", "[1", "[1,", "[1,]", "[,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\" 1}",
            "[1 2]", "{\"a\":1 \"b\":2}",
            "tru", "nul", "fals", "truE", "nulL", "1 2", "{} x", "]", "}", "[}", "{]", "\u{FEFF}1", "'a'",
        ])
    func malformedTexts(text: String) { #expect(refusal(text)?.code == .malformed) }

    @Test("A text may be nested as deep as the limit and no deeper")
    func depth() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(refusal(deep) == nil)
        #expect(refusal("[" + deep + "]")?.code == .tooDeep)
        // Closing makes room again.
        #expect(refusal("[" + String(repeating: "[],{},", count: 200) + "1]") == nil)
        let skipping = #expect(throws: JSONError.self) {
            try reading("[" + deep + "]") { (reader) throws(JSONError) in try reader.skip() }
        }
        #expect(skipping?.code == .tooDeep)
    }

    @Test("Skipping passes over any value and still refuses malformed ones")
    func skipping() throws {
        try reading(#" {"a":[1,-2.5e3,"x\"",{"b":null}],"c":true} "#) { (reader) throws(JSONError) in try reader.skip()
        }
        #expect(throws: JSONError.self) { try reading("[01]") { (reader) throws(JSONError) in try reader.skip() } }
        #expect(throws: JSONError.self) {
            try reading(#"{"a":tru}"#) { (reader) throws(JSONError) in try reader.skip() }
        }
    }
}
