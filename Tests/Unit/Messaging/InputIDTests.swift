import Crypto
import PostgresClient
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

    @Test("Ids are known by keys of sixteen bytes, and different ones by different keys")
    func keys() {
        let digester = SHA256Digester()
        func key(_ id: String) -> String { "\(InputID.key(of: id, digester))" }
        #expect(key("a") == key("a") && key("a") != key("b"))
        #expect(key("") == "00000000-e3b0-c442-98fc-1c149afbf4c8")
        #expect(key("a 1") != key("b 1") && key("a 1") != key("a 01"))
    }

    @Test(
        "Keys begin with the first nine digits of the longest run, the first of several: ids that were numbered lie side by side",
        arguments: [
            ("/bench in-R12-0000000042", 4), ("a 17", 17), ("7-19", 19), ("19-7", 19), ("12-34", 12), ("x", 0),
            ("123456789012", 123_456_789), ("٣", 0), ("999999999", 999_999_999),
        ])
    func neighbours(id: String, number: UInt32) {
        #expect(UInt32(truncatingIfNeeded: InputID.key(of: id, SHA256Digester()).bits >> 96) == number)
    }
}
