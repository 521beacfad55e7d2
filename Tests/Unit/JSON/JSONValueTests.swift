import JSON
import Testing

@Suite struct JSONValueTests {
    private static let text = #"{"b":[1,-2.5,"x",null,true],"a":{"z":{},"y":[]},"big":9223372036854775807}"#

    @Test("Output is sorted, or as written; both read back as the same value")
    func output() throws {
        let value = try JSONValue(parsing: Self.text)
        #expect(value.text == #"{"a":{"y":[],"z":{}},"b":[1,-2.5,"x",null,true],"big":9223372036854775807}"#)
        #expect(String(decoding: value.bytes(order: .asWritten), as: UTF8.self) == Self.text)
        #expect(try JSONValue(parsing: value.prettyText()) == value)
    }

    @Test("Text for people has a member per line and keeps lists of plain values together")
    func pretty() throws {
        let value: JSONValue = ["name": "x", "tags": ["a", 1], "lines": [["n": 1], ["n": 2]], "none": [:]]
        #expect(
            value.prettyText() == """
                {
                  "name": "x",
                  "tags": ["a",1],
                  "lines": [
                    {
                      "n": 1
                    },
                    {
                      "n": 2
                    }
                  ],
                  "none": {}
                }

                """)
    }

    @Test("Objects are equal whatever the order of their members")
    func equality() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"b":2}"#) == JSONValue(parsing: #"{"b":2,"a":1}"#))
        #expect(try JSONValue(parsing: #"{"a":1}"#) != JSONValue(parsing: #"{"a":1,"b":null}"#))
        #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "1.0"))
    }

    @Test("Repeated names are refused at any depth")
    func duplicates() {
        let error = refusal(#"{"a":[{"x":1,"y":2,"x":3}]}"#)
        #expect(error?.code == .duplicateMember)
        #expect(error?.pointer == "/a/0/x")
    }

    @Test("Accessors give nil for what is not there, throwing ones name the pointer")
    func accessors() throws {
        let value = try JSONValue(parsing: Self.text)
        #expect(value["b"]?[2]?.string == "x")
        #expect(value["b"]?[9] == nil)
        #expect(value["nope"]?["deeper"] == nil)
        #expect(value.at("/b/0")?.int64 == 1)
        #expect(value.at("")?.object?.count == 3)
        #expect(value.at("b") == nil)
        #expect(try value.int64(at: "/big") == .max)
        let missing = #expect(throws: JSONError.self) { try value.string(at: "/a/nope") }
        #expect(missing?.code == .missingMember)
        let wrong = #expect(throws: JSONError.self) { try value.string(at: "/b/1") }
        #expect(wrong?.pointer == "/b/1")
        #expect(wrong?.detail == "expected a string, found a number")
    }

    @Test("Members are set, replaced in place and taken away")
    func mutation() {
        var value: JSONValue = ["a": 1, "b": 2]
        value["a"] = 3
        value["c"] = "new"
        value["b"] = nil
        #expect(String(decoding: value.bytes(order: .asWritten), as: UTF8.self) == #"{"a":3,"c":"new"}"#)
        value["a"] = .null
        #expect(value["a"]?.isNull == true)
    }

    @Test("Integers beyond 64 bits are refused rather than rounded")
    func bigIntegers() { #expect(refusal("[9223372036854775808]")?.pointer == "/0") }
}
