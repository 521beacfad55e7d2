import JSON
import Testing

private struct Line: Equatable {
    var amount: Int64
    var note: String?

    private static let names: JSONMemberNames = ["amount", "note"]

    init(amount: Int64, note: String? = nil) {
        self.amount = amount
        self.note = note
    }

    init(_ text: String) throws(JSONError) {
        self = try reading(text) { (reader) throws(JSONError) in try Line(from: &reader) }
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        var amount: Int64?
        var note: String?
        var object = try reader.beginObject()
        while let member = try reader.nextMember(&object, of: Self.names) {
            switch member {
            case 0: amount = try reader.int64()
            case 1: note = try reader.string()
            default: try reader.skip()
            }
        }
        guard let amount else { throw reader.missing("amount", in: object) }
        self.amount = amount
        self.note = note
    }
}

@Suite struct JSONMemberTests {
    @Test(
        "Members are found in any order, with blanks, between unknown ones and under escaped names",
        arguments: [
            #"{"amount":5,"note":"n"}"#, #"{"note":"n","amount":5}"#, #" { "amount" : 5 , "note" : "n" } "#,
            #"{"x":[1],"amount":5,"y":{"amount":9},"note":"n","z":0}"#, #"{"\u0061mount":5,"not\u0065":"n"}"#,
            #"{"amoun":1,"amounts":2,"amount":5,"note":"n","":0}"#,
        ])
    func order(text: String) throws { #expect(try Line(text) == Line(amount: 5, note: "n")) }

    @Test("An object may be empty")
    func empty() throws {
        let count = try reading("{ }") { (reader) throws(JSONError) in
            var object = try reader.beginObject()
            var count = 0
            while try reader.nextName(&object) != nil { count += 1 }
            return count
        }
        #expect(count == 0)
    }

    @Test(
        "A known name that comes twice is refused, in whatever order",
        arguments: [
            #"{"amount":1,"amount":2}"#, #"{"note":"a","amount":1,"note":"b"}"#, #"{"amount":1,"\u0061mount":2}"#,
        ])
    func duplicates(text: String) {
        let error = #expect(throws: JSONError.self) { try Line(text) }
        #expect(error?.code == .duplicateMember)
        #expect(error?.pointer == "/amount" || error?.pointer == "/note")
    }

    @Test(
        "So is an unknown one", arguments: [#"{"amount":1,"x":1,"note":"a","x":2}"#, #"{"x":1,"\u0078":2,"amount":1}"#])
    func unknownDuplicates(text: String) {
        let error = #expect(throws: JSONError.self) { try Line(text) }
        #expect(error?.code == .duplicateMember)
        #expect(error?.pointer == "/x")
    }

    @Test("A missing member is named by its pointer")
    func missing() {
        let error = #expect(throws: JSONError.self) { try Line(#"{"note":"n"}"#) }
        #expect(error?.code == .missingMember)
        #expect(error?.pointer == "/amount")
    }

    @Test("An error names the place by pointer and byte")
    func place() {
        let text = #"{"a":{"x":[]},"lines":[{"amount":1},{"n~/":0,"amount":"no"}]}"#
        let error = #expect(throws: JSONError.self) {
            try reading(text) { (reader) throws(JSONError) in
                var object = try reader.beginObject()
                while let name = try reader.nextName(&object) {
                    guard name == "lines" else {
                        try reader.skip()
                        continue
                    }
                    var lines = try reader.beginArray()
                    while try reader.nextElement(&lines) { _ = try Line(from: &reader) }
                }
            }
        }
        #expect(error?.pointer == "/lines/1/amount")
        #expect(error?.code == .wrongType)
        #expect(error?.offset == 54)
        #expect(error?.description == "JSON at /lines/1/amount (byte 54): expected an integer, found a string")
    }

    @Test("Pointers escape ~ and / and lead back", arguments: ["a/b", "m~n", "~1", "", "中"])
    func pointers(name: String) {
        #expect(JSONPointer.steps(JSONPointer.step(name)) == [name])
        #expect(refusal("{\"\(name)\":[true,x]}")?.pointer == JSONPointer.step(name) + "/1")
    }

    @Test("All 64 names a list may have are told apart")
    func manyNames() throws {
        let text = "{" + (0..<64).map { "\"m\($0)\":\($0)" }.reversed().joined(separator: ",") + "}"
        var sum: Int64 = 0
        try reading(text) { (reader) throws(JSONError) in
            var object = try reader.beginObject()
            while let member = try reader.nextMember(&object, of: Self.many) {
                let value = try reader.int64()
                #expect(value == Int64(member))
                sum += value
            }
        }
        #expect(sum == 2016)
    }

    private static let many: JSONMemberNames = [
        "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "m13", "m14", "m15", "m16",
        "m17", "m18", "m19", "m20",
        "m21", "m22", "m23", "m24", "m25", "m26", "m27", "m28", "m29", "m30", "m31", "m32", "m33", "m34", "m35", "m36",
        "m37", "m38", "m39",
        "m40", "m41", "m42", "m43", "m44", "m45", "m46", "m47", "m48", "m49", "m50", "m51", "m52", "m53", "m54", "m55",
        "m56", "m57", "m58",
        "m59", "m60", "m61", "m62", "m63",
    ]
}
