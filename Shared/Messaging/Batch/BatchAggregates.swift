import EventContracts
import PostgresClient

/// The aggregates that a batch's inputs are for, each once. By its place among them an aggregate is known while the batch lasts, so that
/// its key is looked up once per input and never read back.
struct BatchAggregates {
    /// Places of those whose states come from memory.
    private(set) var cached: [Int] = []
    /// Places of those whose states are to be read.
    private(set) var asked: [Int] = []
    /// By place; nil until they are read.
    private(set) var states: [StoredState?] = []
    private var keys: [String] = []
    private var places: [ByteKey: Int] = [:]

    /// - Parameter cache: nil for who does not own the lane.
    mutating func place(of key: String, _ cache: StateCache?) -> Int {
        if let place = places[ByteKey(key)] { return place }
        let place = states.count
        places[ByteKey(key)] = place
        keys.append(key)
        let state = cache?.state(of: key)
        states.append(state)
        if state == nil { asked.append(place) } else { cached.append(place) }
        return place
    }

    func keys(of places: [Int]) -> BinaryArray {
        var array = BinaryArray(of: .text)
        for place in places { array.append(text: keys[place]) }
        return array
    }
}

/// A text that is the same only byte by byte, as in the database: Swift takes texts for the same that merely look so.
struct ByteKey: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteKey, right: ByteKey) -> Bool { left.text.utf8Span.span.holds(right.text.utf8Span.span) }

    func hash(into hasher: inout Hasher) { text.hash(into: &hasher) }
}
