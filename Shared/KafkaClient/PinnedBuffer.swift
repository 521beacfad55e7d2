/// A growing buffer of trivial elements whose address librdkafka may keep.
@safe struct PinnedBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        unsafe start = .allocate(capacity: self.capacity)
    }

    mutating func append(_ element: Element) {
        unsafe room(for: 1).initialize(to: element)
        count += 1
    }

    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress else { return }
        unsafe room(for: elements.count).update(from: source, count: elements.count)
        count += elements.count
    }

    mutating func append(_ elements: Span<Element>) {
        unsafe elements.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// Lets `body` write up to `limit` elements at the end and tell how many it wrote.
    mutating func append(upTo limit: Int, _ body: (inout OutputSpan<Element>) -> Void) {
        let target = unsafe UnsafeMutableBufferPointer(start: room(for: limit), count: limit)
        var output = unsafe OutputSpan(buffer: target, initializedCount: 0)
        body(&output)
        count += unsafe output.finalize(for: target)
    }

    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count)
        return unsafe start[index]
    }

    func update(_ index: Int, _ body: (inout Element) -> Void) {
        precondition(index >= 0 && index < count)
        unsafe body(&start[index])
    }

    mutating func removeAll() { count = 0 }

    func array() -> [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

    func copy() -> PinnedBuffer {
        var result = PinnedBuffer(capacity: count)
        unsafe result.append(UnsafeBufferPointer(start: start, count: count))
        return result
    }

    private mutating func room(for extra: Int) -> UnsafeMutablePointer<Element> {
        if count + extra > capacity { grow(to: max(capacity * 2, count + extra)) }
        return unsafe start + count
    }

    private mutating func grow(to newCapacity: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        unsafe larger.update(from: start, count: count)
        unsafe start.deallocate()
        unsafe start = larger
        capacity = newCapacity
    }

    deinit { unsafe start.deallocate() }
}
