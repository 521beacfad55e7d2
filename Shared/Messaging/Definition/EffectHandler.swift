package import Kernel

/// One attempt at a call to the outside.
package struct EffectCall<E: Effect>: Sendable {
    package let request: E
    /// The same for every attempt: the idempotency key towards the outside.
    package let effectID: String
    /// 1 for the first attempt.
    package let attempt: Int
    /// Id of the aggregate that asked.
    package let aggregateID: String
    package let now: Instant
}

/// Makes the calls of one port and turns what came of them into inputs.
package struct EffectHandler: Sendable {
    let port: String
    let concurrency: Int
    let format: AnyEffectFormat
    let call: @Sendable (any Effect, StoredEffect, Instant) async throws -> Delivery?

    /// - Parameters:
    ///   - format: how effects are stored until they are answered.
    ///   - concurrency: calls under way at once in this instance.
    ///   - call: the answer, as an input of any aggregate of this service, or nil where nobody waits for one. Throwing means
    ///     that nothing is known: the call is made again later, with the same id. A refusal is an answer, not an error.
    package init<E: Effect>(
        _: E.Type, format: StoredFormat<E> = .json(), concurrency: Int = 16,
        call: @escaping @Sendable (EffectCall<E>) async throws -> Delivery?
    ) {
        port = E.port
        self.concurrency = concurrency
        self.format = AnyEffectFormat(format)
        self.call = { effect, stored, now in
            guard let request = effect as? E else { throw UnfitInput(kind: E.port) }
            return try await call(
                EffectCall(
                    request: request, effectID: stored.id, attempt: stored.attempt, aggregateID: stored.aggregateID,
                    now: now))
        }
    }
}

/// An effect as its row holds it.
package struct StoredEffect: Sendable {
    let id: String
    let key: String
    let port: String
    /// `traceparent` of the decision that asked.
    let trace: String
    let body: StoredValue
    let due: Instant
    /// Number of the attempt that comes next, from 1.
    let attempt: Int

    var aggregateID: String { AggregateKey(text: key).id }
}

/// The format of one port's effects, its type erased.
struct AnyEffectFormat: Sendable {
    let newest: Int16
    let storedType: StoredType
    let encode: @Sendable (any Effect, any PersonalVault) throws -> StoredValue
    let decode: @Sendable (StoredValue, any PersonalVault) throws -> any Effect

    init<E: Effect>(_ format: StoredFormat<E>) {
        newest = format.newest
        storedType = StoredType("\(E.port).effect", format)
        encode = { effect, vault in
            guard let effect = effect as? E else { throw UnfitInput(kind: E.port) }
            return try format.encode(effect, vault)
        }
        decode = { try format.decode($0, $1) }
    }
}
