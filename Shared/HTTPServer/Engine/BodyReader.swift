internal import Synchronization

/// Gives out a request's body while it arrives. The client is held back while nobody takes what it sends, so memory stays bounded.
package final class BodyReader: Sendable {
    /// The client went away, or the server is stopping: the rest will never come.
    package struct Broken: Error {}

    private struct State {
        var bytes: [UInt8] = []
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var isComplete = false
        var isBroken = false
        /// The connection sleeps until what has arrived is taken.
        var isPaused = false

        mutating func take() -> [UInt8] {
            defer { bytes = [] }
            return bytes
        }

        mutating func unpause() -> Bool {
            defer { isPaused = false }
            return isPaused
        }
    }

    /// How much may wait before the client is held back.
    static let bytesMax = 262_144

    private let state = Mutex(State())
    /// Lets the connection go on; called on any thread.
    private let resume: @Sendable () -> Void

    init(resume: @escaping @Sendable () -> Void) {
        self.resume = resume
    }

    /// What has arrived since the last call, as soon as there is something; nil when the body is over. Only one call at a time.
    /// - Throws: `Broken`.
    package func next() async throws -> [UInt8]? {
        try await withCheckedThrowingContinuation { continuation in
            let (outcome, wakes) = state.withLock { state -> (Result<[UInt8]?, any Error>?, Bool) in
                if !state.bytes.isEmpty { return (.success(state.take()), state.unpause()) }
                if state.isBroken { return (.failure(Broken()), false) }
                if state.isComplete { return (.success(nil), false) }
                state.reader = continuation
                return (nil, false)
            }
            if let outcome { continuation.resume(with: outcome) }
            if wakes { resume() }
        }
    }

    /// A piece has arrived; called on the loop.
    /// - Returns: whether the connection is to sleep until `resume` is called.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (delivery, pauses) = state.withLock { state in
            unsafe state.bytes.append(contentsOf: bytes)
            if let reader = state.reader.take() { return ((reader, state.take()), false) as (Delivery?, Bool) }
            state.isPaused = state.bytes.count >= Self.bytesMax
            return (nil, state.isPaused)
        }
        if let (reader, bytes) = delivery { reader.resume(returning: bytes) }
        return pauses
    }

    private typealias Delivery = (reader: CheckedContinuation<[UInt8]?, any Error>, bytes: [UInt8])

    /// The body is whole.
    func complete() {
        let reader = state.withLock { state in
            state.isComplete = true
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }

    /// Nothing more will come.
    func close() {
        let reader = state.withLock { state in
            state.isBroken = !state.isComplete
            return state.reader.take()
        }
        reader?.resume(throwing: Broken())
    }
}
