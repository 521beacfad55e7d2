import Testing

@testable import Messaging

@Suite("Ids of inputs")
struct InputIDTests {
    @Test("No two pairs of source and id give the same, whatever stands in them")
    func unambiguous() {
        let pairs = [("a", "b c"), ("a b", "c"), ("a%20b", "c"), ("a%", "20b c"), ("a%25", "b c"), ("%command", "x")]
        let ids =
            pairs.map { InputID.message(source: $0.0, eventID: $0.1) } + [InputID.command("x"), InputID.timer("x")]
        #expect(Set(ids).count == ids.count)
    }

    @Test("A message's parts are found again")
    func parts() {
        for (source, id) in [("/marketplace/orders", "order/O-1/3"), ("a b%20", "x y"), ("%", " z"), ("%timer", "t")] {
            let parts = InputID.messageParts(of: InputID.message(source: source, eventID: id))
            #expect(parts?.source == source && parts?.eventID == id)
        }
        #expect(InputID.messageParts(of: InputID.command("x")) == nil)
        #expect(InputID.messageParts(of: "topic/3@17") == nil)
    }

    @Test("Ids are known by hashes of sixteen bytes, and different ones by different hashes")
    func hashes() {
        #expect(InputID.hash("a") == InputID.hash("a"))
        #expect(InputID.hash("a") != InputID.hash("b"))
        #expect("\(InputID.hash(""))" == "e3b0c442-98fc-1c14-9afb-f4c8996fb924")
    }
}
