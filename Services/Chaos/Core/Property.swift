/// What must be true of every history, in the order in which it is judged: what is broken first explains what is broken after it.
package enum Property: String, CaseIterable, Sendable {
    case keptByBroker = "an acknowledged input is on its topic"
    case nothingInvented = "nothing is on a topic or in a table that nobody sent"
    case readToTheEnd = "every partition is read to its end"
    case appliedOnce = "every input that can be read is applied, once"
    case parkedAlone = "what cannot be read is parked with those of its account that came after it, and nothing else is"
    case keptWhole = "the journal holds an input as it was sent"
    case ownLane = "an account's inputs and events lie in its lane"
    case inputOrder = "an account's inputs are applied in the order of their partition"
    case positions = "positions of a lane's journal follow each other from 1 without a gap"
    case known = "what was applied is known when it comes again"
    case oneEvent = "every applied input has one event"
    case numbers = "numbers of a lane's events follow each other from 1 without a gap"
    case versions = "an account's events have the versions 1, 2, 3 …"
    case redecided = "deciding again from the journal gives the same events in the same order"
    case balances = "an account's balance is what its inputs add up to"
    case published = "every event of the table is on the topic"
    case nothingElsePublished = "nothing is on the topic of events that is not in the table"
    case sameCopies = "all copies of an event are equal, byte by byte"
    case sameContent = "an event on the topic says what it says in the table, under its account's key"
    case publishedInOrder =
        "events that come for the first time follow each other as in their lane, so versions do as in their account"
    case marked = "a lane knows all of its events to be on the topic"
}

/// What was found against the properties.
package struct Findings: Sendable {
    package struct Finding: Sendable {
        package let property: Property
        package let count: Int
        /// The first of them.
        package let samples: [String]
    }

    private static let samplesMax = 10
    private var counts: [Property: Int] = [:]
    private var samples: [Property: [String]] = [:]

    package init() {}

    mutating func add(_ property: Property, _ what: String) {
        counts[property, default: 0] += 1
        if counts[property, default: 0] <= Self.samplesMax { samples[property, default: []].append(what) }
    }

    /// In the order of judging; empty if all is well.
    package var all: [Finding] {
        Property.allCases.compactMap { property in
            counts[property].map { Finding(property: property, count: $0, samples: samples[property] ?? []) }
        }
    }
}
