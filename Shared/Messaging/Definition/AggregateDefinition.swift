package import EventContracts
package import Kernel
package import PostgresClient

/// Joins a decider to the outside of its service: which events are published, which rows follow them, what a command is answered.
package final class AggregateDefinition<D: Decider>: Aggregate, AnyAggregate {
    package typealias Publish = @Sendable (D.Event, EventContext<D>) -> (any WireMessage)?
    package typealias Project = @Sendable (D.Event, EventContext<D>) -> [SQL]
    package typealias Represent = @Sendable (D.State) -> [UInt8]

    let publish: Publish
    let project: Project
    let represent: Represent
    let state: StoredFormat<D.State>
    let input: StoredFormat<D.Input>

    /// - Parameters:
    ///   - state: how the state is stored; JSON through Codable unless something faster is worth its upkeep.
    ///   - input: how everything is stored that reaches the aggregate and is no message of a topic.
    ///   - publish: the wire message of an event, nil for one that stays inside. Pure.
    ///   - project: the statements that keep read-model rows in step with an event; they run in its transaction. Pure.
    ///   - represent: the JSON that answers a command, kept for repeats of its Idempotency-Key. Pure.
    package init(
        _: D.Type, state: StoredFormat<D.State> = .json(), input: StoredFormat<D.Input> = .json(),
        publish: @escaping Publish = { _, _ in nil },
        project: @escaping Project = { _, _ in [] }, represent: @escaping Represent = { _ in Array("{}".utf8) }
    ) {
        self.state = state
        self.input = input
        self.publish = publish
        self.project = project
        self.represent = represent
    }

    var kind: String { D.kind }

    var inputNewest: Int16 { input.newest }
    var storedTypes: [StoredType] { [StoredType("\(kind).state", state), StoredType("\(kind).input", input)] }

    func encodeInput(_ value: any Codable & Sendable, _ vault: any PersonalVault) throws -> StoredValue {
        guard let value = value as? D.Input else { throw UnfitInput(kind: D.kind) }
        return try input.encode(value, vault)
    }
}

/// What an event's publication and projection may use besides the event.
package struct EventContext<D: Decider>: Sendable {
    /// The state after the event.
    package let state: D.State
    package let id: String
    /// Counts the aggregate's events from 1.
    package let version: Int64
    package let cause: Cause
}

/// One kind of aggregate of a service, whatever its decider.
package protocol Aggregate: Sendable {}

extension Aggregate {
    var erased: any AnyAggregate {
        guard let aggregate = self as? any AnyAggregate else {
            preconditionFailure("only AggregateDefinition is an Aggregate")
        }
        return aggregate
    }
}

/// A decider's type erased, so that one machine runs all kinds of aggregates of a service.
protocol AnyAggregate: AnyObject, Sendable {
    var kind: String { get }
    /// The newest format of inputs that is read.
    var inputNewest: Int16 { get }
    var storedTypes: [StoredType] { get }
    func encodeInput(_ input: any Codable & Sendable, _ vault: any PersonalVault) throws -> StoredValue
    func run(_ turn: AggregateTurn, _ stored: StoredState?, into plan: inout BatchPlan) throws
    /// What a command that was applied before is answered now.
    func answer(to stored: StoredState?, _ vault: LaneVault) -> CommandReply.Answer
}

/// An input was addressed to a kind of aggregate that does not take its type: a wiring mistake of the service.
struct UnfitInput: Error, CustomStringConvertible {
    let kind: String
    var description: String {
        "the input's type is not the one that aggregates of kind '\(kind)' take; mend the delivery"
    }
}
