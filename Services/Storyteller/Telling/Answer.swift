import JSON

/// What a service answered, read with the step in mind.
struct Answer {
    let step: String
    let status: Int
    let body: JSONValue
    var bytes: [UInt8] = []
    /// The id at the end of `Location`, where what was made can be read.
    var madeID = ""

    /// Absent members are empty texts.
    subscript(_ pointer: String) -> String { body.at(pointer)?.string ?? "" }

    func text(_ pointer: String) throws(StoryFailure) -> String { try value(pointer, "a text", \.string) }
    func number(_ pointer: String) throws(StoryFailure) -> Int64 { try value(pointer, "a whole number", \.int64) }
    func truth(_ pointer: String) throws(StoryFailure) -> Bool { try value(pointer, "true or false", \.bool) }

    func list(_ pointer: String) throws(StoryFailure) -> [Answer] {
        try value(pointer, "a list", \.array).map { Answer(step: step, status: status, body: $0) }
    }

    /// The items of a list for which something holds.
    func items(_ pointer: String, where holds: (Answer) -> Bool) -> [Answer] {
        (body.at(pointer)?.array ?? []).map { Answer(step: step, status: status, body: $0) }.filter(holds)
    }

    func expect(_ pointer: String, is expected: String) throws(StoryFailure) {
        try Teller.expect(step, pointer, try text(pointer), is: expected)
    }

    func expect(_ pointer: String, is expected: Int64) throws(StoryFailure) {
        try Teller.expect(step, pointer, try number(pointer), is: expected)
    }

    /// Short enough for a sentence.
    var summary: String { "\(status) " + String(body.text.prefix(600)) }

    private func value<Value>(_ pointer: String, _ expected: String, _ read: (JSONValue) -> Value?) throws(StoryFailure)
        -> Value
    {
        guard let value = body.at(pointer).flatMap(read) else {
            throw StoryFailure(step: step, expected: "\(expected) at \(pointer)", came: summary)
        }
        return value
    }
}
