/// What waits, first in, first out. Holds nothing of what was taken: a backlog may last for long without ever being empty.
package struct Backlog<Element> {
    private var elements: [Element?] = []
    private var start = 0

    package init() {}

    package var isEmpty: Bool { start == elements.count }

    package mutating func append(_ element: Element) { elements.append(element) }

    package mutating func takeFirst() -> Element? {
        guard !isEmpty else { return nil }
        let first = elements[start].take()
        start += 1
        if start * 2 > elements.count {
            elements.removeFirst(start)
            start = 0
        }
        return first
    }

    /// Undoes `takeFirst`: the element is the first again.
    package mutating func putBack(_ element: Element) {
        if start == 0 {
            elements.insert(element, at: 0)
        } else {
            start -= 1
            elements[start] = element
        }
    }
}
