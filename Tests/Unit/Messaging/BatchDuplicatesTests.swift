import Crypto
import Kernel
import PostgresClient
import Testing

@testable import Messaging

@Suite("Inputs that come again within a batch, or after it")
struct BatchDuplicatesTests {
    private let recent = RecentInputs()
    private let digester = SHA256Digester()

    private func input(_ id: String, letGo number: Int64? = nil) -> Input {
        let input = Input(
            id: id, origin: .command, target: nil, type: "t", occurredAt: Instant(microseconds: 0), trace: "",
            body: .none,
            value: .none)
        input.release = number.map { Input.Release(number: $0, attempts: 0, line: "k/A", isDropped: false) }
        return input
    }

    private func known(_ inputs: [Input], seen: Set<PostgresUUID> = []) -> ([Bool], forgotten: Int) {
        var duplicates = BatchDuplicates(inputs, recent, seen: seen, digester)
        return (inputs.map { duplicates.isKnown($0) }, duplicates.forgotten)
    }

    private func key(_ id: String) -> PostgresUUID { InputID.key(of: id, digester) }

    @Test("The second is one, and what the database knows; that is counted, because memory had forgotten it")
    func repeated() {
        #expect(known([input("a"), input("b"), input("a")]) == ([false, false, true], 0))
        #expect(known([input("a"), input("b")], seen: [key("b")]) == ([false, true], 1))
        recent.note(key("b"))
        #expect(known([input("a"), input("b")], seen: [key("b")]) == ([false, true], 0))
    }

    @Test("Beside an input that is let go its copy is the duplicate, wherever it stands; let go twice, it counts once")
    func released() {
        #expect(known([input("x"), input("x", letGo: 1)]) == ([true, false], 0))
        #expect(known([input("x", letGo: 1), input("x")]) == ([false, true], 0))
        #expect(known([input("x", letGo: 1), input("x", letGo: 1)]) == ([false, true], 0))
        #expect(known([input("x", letGo: 1)], seen: [key("x")]) == ([true], 1))
    }

    @Test("Memory keeps the last ones, in two generations by number and by age, and all of it goes with the connection")
    func memory() {
        let start = Instant(microseconds: 1_000_000_000_000_000)
        func known(_ numbers: Int...) -> [Bool] { numbers.map { recent.contains(key("n \($0)")) } }
        recent.turn(at: start)
        for number in 0..<RecentInputs.countMax { recent.note(key("n \(number)")) }
        recent.turn(at: start)
        recent.note(key("n -1"))
        #expect(known(0, -1) == [true, true])
        recent.turn(at: start + .hours(1))
        #expect(known(0, -1) == [true, true])
        recent.turn(at: start + .hours(1) + Instant.Span(microseconds: 1))
        #expect(known(0, -1) == [false, true])
        recent.note(key("n -2"))
        recent.turn(at: start + .hours(4))
        #expect(known(-1, -2) == [false, false])
        recent.note(key("n -3"))
        recent.clear()
        #expect(known(-3) == [false])
    }
}
