/// The pure heart of one kind of aggregate: what an input means, and how an event changes the state.
///
/// The machine in Messaging loads the state, calls `decide`, folds the events with `evolve`, and stores everything in one
/// transaction. Both functions are pure: the same arguments give the same result, byte for byte.
package protocol Decider: Sendable {
    associatedtype State: Codable & Sendable
    associatedtype Input: Codable & Sendable
    associatedtype Event: Codable & Sendable

    /// Names the aggregate's kind in keys, for example `order`. Never changed once data exist.
    static var kind: String { get }

    /// The state before the first event.
    static func initial(_ id: String) -> State

    /// What the input leads to.
    ///
    /// - Throws: `Rejection` when a rule forbids what was asked; then nothing changes. An input that no longer matters
    ///   (a repeated callback, a timer that lost its meaning) is not rejected but gives an empty decision.
    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self>

    /// Applies one event. The only way in which state changes.
    static func evolve(_ state: inout State, _ event: Event, at instant: Instant)
}

/// What the machine knows of an input besides its content.
package struct Cause: Sendable {
    /// When the input was accepted. A replay gives the recorded instant.
    package let now: Instant
    /// Unique among all inputs of the service; ids of things made by this input are derived from it.
    package let inputID: String
    /// Id of the aggregate that decides.
    package let aggregateID: String

    package init(now: Instant, inputID: String, aggregateID: String) {
        self.now = now
        self.inputID = inputID
        self.aggregateID = aggregateID
    }
}

/// What follows from an input; all of it is stored in one transaction, or nothing.
package struct Decision<D: Decider>: Sendable {
    package var events: [D.Event] = []
    package var timers: [TimerChange<D.Input>] = [] {
        didSet { leavesMore = true }
    }
    package var messages: [InternalMessage] = [] {
        didSet { leavesMore = true }
    }
    package var effects: [any Effect] = [] {
        didSet { leavesMore = true }
    }
    /// False only if nothing but events follows: known without looking at each, because most decisions are such.
    package private(set) var leavesMore = false

    package init(_ events: D.Event...) { self.events = events }
    package init(events: [D.Event]) { self.events = events }

    /// Nothing follows.
    package static var nothing: Decision { Decision(events: []) }

    /// Wakes this aggregate with `input` when `due`; a timer of the same name is replaced.
    package mutating func wake(_ name: String, due: Instant, _ input: D.Input) {
        timers.append(.set(name: name, due: due, input: input))
    }

    /// Takes a timer back; no harm if there is none.
    package mutating func cancelWake(_ name: String) {
        timers.append(.cancel(name: name))
    }

    /// Hands an input to another aggregate of the same service. It arrives exactly once, after this transaction, in order per target.
    package mutating func tell<Other: Decider>(_ other: Other.Type, _ id: String, _ input: Other.Input) {
        messages.append(InternalMessage(kind: Other.kind, id: id, input: input))
    }

    /// Asks for a call to the outside, made after the transaction, repeated until it is answered; the answer comes as an input.
    package mutating func request(_ effect: some Effect) {
        effects.append(effect)
    }
}

package enum TimerChange<Input: Codable & Sendable>: Sendable {
    case set(name: String, due: Instant, input: Input)
    case cancel(name: String)
}

package struct InternalMessage: Sendable {
    package let kind: String
    package let id: String
    package let input: any Codable & Sendable
}

/// A call to the outside of the service: a payment, a mail, a partner's or a vendor's endpoint.
///
/// Made at least once. Its id, which the machine derives from the causing input, is the idempotency key towards the outside.
package protocol Effect: Codable, Sendable {
    /// Which adapter makes the call, for example `payment`. Never changed once data exist.
    static var port: String { get }
    /// Not before this instant; nil means at once. Back-off is decided by the domain.
    var notBefore: Instant? { get }
}

extension Effect {
    package var notBefore: Instant? { nil }
}
