import KafkaClient
import Testing

@Suite("What waits, first in, first out")
struct BacklogTests {
    private final class Item {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    @Test("elements come in their order, and one that is put back comes first again")
    func order() {
        var backlog = Backlog<Int>()
        var seen: [Int] = []
        for number in 0..<10 { backlog.append(number) }
        while let first = backlog.takeFirst() {
            if first == 3 || first == 7, seen.last != first {
                backlog.putBack(first)
                seen.append(first)
                continue
            }
            seen.append(first)
            if first == 5 { backlog.append(10) }
        }
        #expect(seen == [0, 1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 9, 10])
        #expect(backlog.isEmpty)
    }

    @Test("what was taken is held no longer, although others still wait")
    func releases() {
        var backlog = Backlog<Item>()
        weak var first: Item?
        do {
            let item = Item(0)
            first = item
            backlog.append(item)
        }
        for number in 1..<100 { backlog.append(Item(number)) }
        #expect(first != nil)
        #expect(backlog.takeFirst()?.number == 0)
        #expect(first == nil)
        #expect(!backlog.isEmpty)
    }
}
