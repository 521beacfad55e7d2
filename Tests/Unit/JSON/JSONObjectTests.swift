import JSON
import Testing

@Suite struct JSONObjectTests {
    private func body(_ value: JSONValue) throws -> JSONObject { try JSONObject(value.bytes()) }

    @Test("Members are read by name, null counting as absent")
    func reading() throws {
        let body = try body([
            "name": "中", "n": 7, "on": false, "rate": .double(0.5), "none": nil, "tags": ["a"],
            "lines": [["amount": 3]], "who": ["id": "x"],
        ])
        #expect(try body.string("name", length: 1...1) == "中")
        #expect(try body.int("n", in: 1...7) == 7)
        #expect(try body.int64("n") == 7)
        #expect(try body.bool("on") == false)
        #expect(try body.double("rate") == 0.5)
        #expect(try body.double("n") == 7)
        #expect(try body.optionalString("none") == nil)
        #expect(try body.optionalInt("absent") == nil)
        #expect(body.has("none"))
        #expect(!body.has("absent"))
        #expect(try body.strings("tags") == ["a"])
        #expect(try body.objects("lines").map { try $0.int64("amount") } == [3])
        #expect(try body.object("who").string("id") == "x")
        try body.refuseUnknownMembers()
    }

    private func refusal(_ value: JSONValue, _ read: (JSONObject) throws -> Void) throws -> JSONError? {
        let body = try body(value)
        return #expect(throws: JSONError.self) { try read(body) }
    }

    @Test("A missing, null or mistyped member is named with what was expected")
    func errors() throws {
        let missing = try refusal([:]) { _ = try $0.string("name") }
        #expect(missing?.code == .missingMember)
        #expect(missing?.pointer == "/name")
        #expect(try refusal(["name": nil]) { _ = try $0.string("name") }?.code == .missingMember)
        let wrong = try refusal(["lines": [["a": 1], ["a": "x"]]]) { body in
            for line in try body.objects("lines") { _ = try line.int("a") }
        }
        #expect(wrong?.description == "JSON at /lines/1/a: expected an integer, found a string")
        #expect(try refusal(["lines": [1]]) { _ = try $0.objects("lines") }?.pointer == "/lines/0")
        #expect(try refusal(["tags": ["a", 1]]) { _ = try $0.strings("tags") }?.pointer == "/tags/1")
        #expect(try refusal(["n": .double(1.5)]) { _ = try $0.int("n") }?.code == .wrongType)
    }

    @Test("Limits are told in the error, values are not")
    func limits() throws {
        let long = try refusal(["name": "secret"]) { _ = try $0.string("name", length: 1...3) }
        #expect(long?.code == .outOfRange)
        #expect(long?.description == "JSON at /name: expected 1 to 3 characters")
        #expect(try refusal(["n": 0]) { _ = try $0.int("n", in: 1 ... .max) }?.detail == "expected at least 1")
        #expect(try refusal(["n": 10]) { _ = try $0.int("n", in: 0...9) }?.detail == "expected 0 to 9")
        #expect(
            try refusal(["tags": []]) { _ = try $0.strings("tags", count: 1...2) }?.detail == "expected 1 to 2 elements"
        )
    }

    @Test("A word outside the list is refused with the list")
    func choices() throws {
        let parse: (String) -> Int? = { ["one": 1, "two": 2][$0] }
        #expect(try body(["k": "two"]).choice("k", parse, among: ["one", "two"]) == 2)
        #expect(try body([:]).optionalChoice("k", parse, among: ["one", "two"]) == nil)
        let error = try refusal(["k": "three"]) { _ = try $0.choice("k", parse, among: ["one", "two"]) }
        #expect(error?.code == .invalidValue)
        #expect(error?.detail == "expected one of one, two")
    }

    @Test("Members nobody asked for are refused, nested ones too")
    func unknownMembers() throws {
        let surplus = try refusal(["name": "x", "nmae": "y"]) { body in
            _ = try body.string("name")
            try body.refuseUnknownMembers()
        }
        #expect(surplus?.code == .unknownMember)
        #expect(surplus?.pointer == "/nmae")
        let nested = try refusal(["lines": [["a": 1, "b": 2]]]) { body in
            for line in try body.objects("lines") { _ = try line.int("a") }
            try body.refuseUnknownMembers()
        }
        #expect(nested?.pointer == "/lines/0/b")
    }

    @Test(
        "A body that is no object, is malformed, too deep or repeats a name is refused",
        arguments: [
            ("[]", JSONError.Code.wrongType), ("", .malformed), ("{\"a\":1,\"a\":2}", .duplicateMember),
            ("{\"a\":" + String(repeating: "[", count: 32) + String(repeating: "]", count: 32) + "}", .tooDeep),
        ])
    func bodies(text: String, code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONObject(Array(text.utf8)) }
        #expect(error?.code == code)
    }
}
