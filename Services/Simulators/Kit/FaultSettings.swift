internal import HTTPServer
internal import JSON

/// What goes wrong at random. Rates are shares from 0 to 1.
package struct FaultSettings: Sendable, Equatable {
    /// Calls refused before anything was done, and the status they are refused with.
    package var failureRate = 0.0
    package var failureStatus = 503
    /// How long an answer takes.
    package var delayMs = 0...0
    /// Calls whose work is done, but which are never answered.
    package var loseAnswerRate = 0.0
    package var callbacks = CallbackFaults()

    package init() {}

    /// - Throws: 400 naming the member that is unknown or out of range.
    init(_ value: JSONValue) throws(Problem) {
        var reader = try MemberReader(value)
        failureRate = try reader.rate("failureRate")
        failureStatus = try reader.integer("failureStatus", in: 400...599, default: failureStatus)
        delayMs = try reader.delayMs("delayMs")
        loseAnswerRate = try reader.rate("loseAnswerRate")
        if let callbacks = reader.take("callbacks") { self.callbacks = try CallbackFaults(callbacks) }
        try reader.finish()
    }

    var json: JSONValue {
        [
            "failureRate": .double(failureRate), "failureStatus": .int(Int64(failureStatus)),
            "delayMs": rangeJSON(delayMs),
            "loseAnswerRate": .double(loseAnswerRate), "callbacks": callbacks.json,
        ]
    }
}

/// What goes wrong with calls that the simulator makes itself.
package struct CallbackFaults: Sendable, Equatable {
    package var loseRate = 0.0
    package var duplicateRate = 0.0
    /// Callbacks that change places with the next one.
    package var reorderRate = 0.0
    package var delayMs = 0...0

    package init() {}

    init(_ value: JSONValue) throws(Problem) {
        var reader = try MemberReader(value, "callbacks")
        loseRate = try reader.rate("loseRate")
        duplicateRate = try reader.rate("duplicateRate")
        reorderRate = try reader.rate("reorderRate")
        delayMs = try reader.delayMs("delayMs")
        try reader.finish()
    }

    var json: JSONValue {
        [
            "loseRate": .double(loseRate), "duplicateRate": .double(duplicateRate), "reorderRate": .double(reorderRate),
            "delayMs": rangeJSON(delayMs),
        ]
    }
}

private func rangeJSON(_ range: ClosedRange<Int>) -> JSONValue {
    ["min": .int(Int64(range.lowerBound)), "max": .int(Int64(range.upperBound))]
}
