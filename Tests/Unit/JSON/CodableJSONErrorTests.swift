import JSON
import Testing

private struct Line: Codable, Equatable { var count: Int8, name: String?, tags: [String] }
private struct Order: Codable, Equatable { var id: String, lines: [Line] }

@Suite struct CodableJSONErrorTests {
    @Test(
        "A refusal names the place and what was expected there",
        arguments: [
            ("{\"lines\":[]}", "JSON at /id (byte 0): this member is required"),
            ("{\"id\":7,\"lines\":[]}", "JSON at /id (byte 6): expected a string, found a number"),
            ("{\"id\":null,\"lines\":[]}", "JSON at /id (byte 6): expected a string, found null"),
            ("{\"id\":\"a\",\"lines\":{}}", "JSON at /lines (byte 18): expected an array, found an object"),
            ("{\"id\":\"a\",\"lines\":[7]}", "JSON at /lines/0 (byte 19): expected an object, found a number"),
            (
                "{\"id\":\"a\",\"lines\":[{\"count\":128,\"tags\":[]}]}",
                "JSON at /lines/0/count (byte 28): expected an integer, -128 to 127"
            ),
            (
                "{\"id\":\"a\",\"lines\":[{\"count\":1,\"tags\":[\"a\",1]}]}",
                "JSON at /lines/0/tags/1 (byte 42): expected a string, found a number"
            ),
            (
                "{\"id\":\"a\",\"lines\":[],\"id\":\"b\"}",
                "JSON at /id (byte 25): this member stands twice in its object"
            ),
            ("{\"id\":\"a\",\"lines\":[]", "JSON at /lines (byte 20): expected a comma or the end of the object"),
            ("{\"id\":\"a\",\"lines\":[]}}", "JSON (byte 21): expected the end of the text"),
            ("", "JSON (byte 0): expected a value, found the end of the text"),
        ])
    func refusals(text: String, refusal: String) {
        let error = #expect(throws: JSONError.self) { try CodableJSON.decode(Order.self, from: Array(text.utf8)) }
        #expect(error?.description == refusal)
    }

    @Test("Numbers beyond their type, and nesting without end, are refused")
    func limits() {
        for text in ["[18446744073709551616]", "[-1]", "[1.5]", "[1e3]"] {
            #expect(throws: JSONError.self) { try CodableJSON.decode([UInt64].self, from: Array(text.utf8)) }
        }
        #expect(throws: JSONError.self) { try CodableJSON.decode([Float].self, from: Array("[1e300]".utf8)) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError.self) { try CodableJSON.decode([Int].self, from: deep) }
    }

    @Test("A name that is no UTF-8 is not left out of a map")
    func names() {
        let bytes: [UInt8] = Array("{\"a".utf8) + [0xFF] + Array("\":1}".utf8)
        #expect(throws: JSONError.self) { try CodableJSON.decode([String: Int].self, from: bytes) }
    }

    @Test("What JSON has no number for is refused with its place")
    func numbers() {
        let error = #expect(throws: JSONError.self) { try CodableJSON.encode(["a": [1, Double.nan]]) }
        #expect(error?.description == "JSON at /a/1: JSON has no such number")
    }

    @Test("A list that is read beyond its end says which element is missing")
    func end() {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                #expect(list.count == 1 && list.codingPath.map(\.stringValue) == ["0"])
                _ = try (list.decode(Int.self), list.decode(Int.self))
            }
        }
        let error = #expect(throws: JSONError.self) { try CodableJSON.decode([Pair].self, from: Array("[[1]]".utf8)) }
        #expect(error?.description == "JSON at /0/1 (byte 1): this element is required")
    }
}

enum Misuse { case nothing, twice, mixed, late, passesOver, sameName }

/// Writes itself, and not as it should.
private struct Odd: Encodable {
    let misuse: Misuse

    private enum Key: CodingKey { case a, b }
    private struct Failing: Encodable {
        func encode(to _: any Encoder) throws { throw Failure() }
    }

    struct Failure: Error {}

    func encode(to encoder: any Encoder) throws {
        switch misuse {
        case .nothing: break
        case .twice:
            var value = encoder.singleValueContainer()
            try value.encode(1)
            try value.encode(2)
        case .mixed:
            var members = encoder.container(keyedBy: Key.self)
            try members.encode(1, forKey: .a)
            var list = encoder.unkeyedContainer()
            try list.encode(1)
        case .late:
            var members = encoder.container(keyedBy: Key.self)
            var list = members.nestedUnkeyedContainer(forKey: .a)
            try members.encode(1, forKey: .b)
            try list.encode(1)
        case .passesOver:
            var members = encoder.container(keyedBy: Key.self)
            try? members.encode(Failing(), forKey: .a)
        case .sameName:
            var members = encoder.container(keyedBy: Key.self)
            for value in 0..<2 { try members.encode(value, forKey: .b) }
            try members.encode(2, forKey: .a)
        }
    }
}

@Suite struct CodableJSONMisuseTests {
    @Test("What writes nothing is an object without members")
    func nothing() throws {
        #expect(try CodableJSON.encode([Odd(misuse: .nothing)]) == Array("[{}]".utf8))
    }

    @Test(
        "No text is handed out that is not what the type meant to write",
        arguments: [Misuse.twice, .mixed, .late, .sameName])
    func misuse(_ misuse: Misuse) {
        #expect(throws: JSONError.self) { try CodableJSON.encode(["x": Odd(misuse: misuse)]) }
    }

    @Test("An error that a type passes over is thrown at the end")
    func passedOver() {
        #expect(throws: Odd.Failure.self) { try CodableJSON.encode(Odd(misuse: .passesOver)) }
    }
}
