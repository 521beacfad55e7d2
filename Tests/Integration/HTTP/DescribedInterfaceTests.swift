import HTTPServer
import JSON
import TestKit
import Testing

@Suite("Answers held against their description") struct DescribedInterfaceTests {
    private static func described(as title: String = "Planted") throws -> DescribedInterface {
        var router = Router()
        let thing = JSONSchema.object(
            [
                "id": .id, "fen": .fen, "kind": .words(["one", "two"]), "at": .instant, "on": .date, "is": .boolean,
                "names": .array(of: .text(1...3), count: 0...2),
            ], optional: ["on"]
        ).named("Thing")
        let make = Operation(
            id: "makeThing", summary: "Makes one.", access: .roles([.buyer]), requestSchema: thing,
            responses: .created("The thing.", thing), idempotencyKey: .required)
        router.add(.post, "/things", make) { _ in .noContent() }
        let drop = Operation(id: "dropThing", summary: "Drops it.", access: .anyone, responses: .done("It is gone."))
        router.add(.delete, "/things/{thingId}", drop) { _ in .noContent() }
        let description = InterfaceDescription(title: title, version: "1.0.0", summary: "For tests.")
        return try DescribedInterface(description.document(of: router))
    }

    private static let good: JSONMembers = [
        "id": "T-1", "fen": 1, "kind": "one", "at": "2026-11-21T08:00:00.000000Z", "is": true, "names": ["甲"],
    ]

    private func answer(_ status: Int = 201, _ members: JSONMembers = good, location: Bool = true)
        -> DescribedInterface.Answered
    {
        var headers = [(name: "content-type", value: "application/json")]
        if location { headers.append((name: "Location", value: "/things/T-1")) }
        return DescribedInterface.Answered(
            "POST", "/things?x=1", status: status, headers: headers, body: JSONValue.object(members).bytes())
    }

    private func changed(_ name: String, _ value: JSONValue?) -> JSONMembers {
        var members = Self.good
        members[name] = value
        return members
    }

    @Test("What is as described passes") func passes() throws {
        let interface = try Self.described()
        try interface.check(answer())
        try interface.check(answer(201, changed("on", "2026-11-21")))
        try interface.check(DescribedInterface.Answered("DELETE", "/things/T-1", status: 204, headers: [], body: []))
        try interface.check(DescribedInterface.Answered("GET", "/nothing", status: 404, headers: [], body: []))
    }

    @Test("What is not as described is refused, whatever it is") func refused() throws {
        let interface = try Self.described()
        let planted: [(JSONMembers, String)] = [
            (changed("more", 1), "/more: is not described"), (changed("fen", nil), "/fen: is missing"),
            (changed("fen", "1"), "/fen: expected an integer"), (changed("fen", -1), "/fen: -1 is out of bounds"),
            (changed("kind", "three"), "/kind: no word of the list"), (changed("at", "today"), "/at: expected a match"),
            (changed("on", "21.11.2026"), "/on: expected a match"), (changed("is", 1), "/is: expected true or false"),
            (changed("names", ["甲", "乙", "丙"]), "/names: has 3 elements"),
            (changed("names", ["甲乙丙丁"]), "/names/0: has 4 characters"), (changed("id", ""), "/id: has 0 characters"),
            (changed("id", "a b"), "/id: expected a match"), (changed("fen", .null), "/fen: expected an integer"),
        ]
        for (members, fault) in planted {
            let mismatch = #expect(throws: DescribedInterface.Mismatch.self) {
                try interface.check(answer(201, members))
            }
            #expect(mismatch?.description.contains(fault) == true, "\(fault)")
        }
        for (answer, fault) in [
            (answer(200), "describes no answer 200"), (answer(500), "describes no answer 500"),
            (answer(location: false), "lacks the header Location"), (answer(404), "describes no answer 404"),
            (
                DescribedInterface.Answered("DELETE", "/things/T-1", status: 204, headers: [], body: [1]),
                "a body is not described"
            ),
            (
                DescribedInterface.Answered(
                    "POST", "/things", status: 409, headers: [(name: "Content-Type", value: "text/plain")], body: [1]),
                "it is of the type 'text/plain'"
            ),
        ] {
            let mismatch = #expect(throws: DescribedInterface.Mismatch.self) { try interface.check(answer) }
            #expect(mismatch?.description.contains(fault) == true, "\(fault)")
        }
    }

    @Test("A success that was never seen is named, unless a filter leaves tests out") func unseen() throws {
        func complaint(_ title: String, _ arguments: [String] = []) -> String? {
            EveryOperationAnswered.complaint(about: title, module: "ShopTests", arguments: arguments)
        }
        let interface = try Self.described(as: "Half seen")
        try interface.check(answer())
        #expect(complaint("Half seen") == "Half seen was never seen to answer: dropThing 204")
        #expect(complaint("Half seen", ["--filter", "ShopTests"]) == complaint("Half seen"))
        #expect(complaint("Half seen", ["--filter", "ShopTests.Paying"]) == nil)
        #expect(complaint("Half seen", ["--skip", "Slow"]) == nil)
        try interface.check(DescribedInterface.Answered("DELETE", "/things/T-1", status: 204, headers: [], body: []))
        #expect(complaint("Half seen") == nil)
        #expect(complaint("Never asked") == "No test asked Never asked.")
    }

    @Test("A description that leaves something open is refused, naming where") func gaps() throws {
        let open: [(String, JSONValue, String)] = [
            ("object", ["type": "object"], "its members"), ("text", ["type": "string"], "how long"),
            ("number", ["type": "integer", "minimum": 0], "its limits"), ("nothing", [:], "its type"),
            ("list", ["type": "array", "items": ["type": "boolean"]], "how many"),
        ]
        for (name, schema, gap) in open {
            var router = Router()
            let operation = Operation(
                id: name, summary: "Planted.", access: .anyone, responses: .ok("It.", JSONSchema(schema)))
            router.add(.get, "/\(name)", operation) { _ in .noContent() }
            let document = InterfaceDescription(title: "Open", version: "1.0.0", summary: "For tests.").document(
                of: router)
            let mismatch = #expect(throws: DescribedInterface.Mismatch.self) { try DescribedInterface(document) }
            #expect(mismatch?.description.contains("\(name) 200: \(gap)") == true)
        }
        var router = Router()
        router.add(.get, "/x", Operation(id: "x", summary: "Planted.", access: .anyone)) { _ in .noContent() }
        let document = InterfaceDescription(title: "Open", version: "1.0.0", summary: "For tests.").document(of: router)
        let mismatch = #expect(throws: DescribedInterface.Mismatch.self) { try DescribedInterface(document) }
        #expect(mismatch?.description.contains("x: no success") == true)
    }
}
