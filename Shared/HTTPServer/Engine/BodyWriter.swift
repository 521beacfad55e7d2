internal import Synchronization

/// Takes the pieces of a streamed answer.
package final class BodyWriter: Sendable {
    /// The client went away, or the server is stopping.
    package struct Closed: Error {}

    private struct State {
        var piece: [UInt8] = []
        var offset = 0
        var writer: CheckedContinuation<Void, any Error>?
        var isComplete = false
        var isBroken = false
        /// The connection sleeps until there is something to send.
        var isAwaited = false
    }

    private let state = Mutex(State())
    /// Lets the connection ask again; called on any thread.
    private let resume: @Sendable () -> Void

    init(resume: @escaping @Sendable () -> Void) {
        self.resume = resume
    }

    /// Returns when the piece has been handed to the connection. Only one call at a time.
    /// - Throws: `Closed` when nobody will take the piece any more.
    package func write(_ bytes: [UInt8]) async throws {
        if bytes.isEmpty { return }
        try await withCheckedThrowingContinuation { continuation in
            let (isClosed, wakes) = state.withLock { state in
                if state.isBroken { return (true, false) }
                (state.piece, state.offset, state.writer) = (bytes, 0, continuation)
                defer { state.isAwaited = false }
                return (false, state.isAwaited)
            }
            if isClosed { continuation.resume(throwing: Closed()) }
            if wakes { resume() }
        }
    }

    /// Writes the text's UTF-8 bytes.
    package func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }

    enum Piece {
        case bytes(ArraySlice<UInt8>)
        case pause
        case end
        case failure
    }

    /// The next bytes to send, at most `countMax`; called on the loop.
    func next(_ countMax: Int) -> Piece {
        let (piece, writer) = state.withLock { state -> (Piece, CheckedContinuation<Void, any Error>?) in
            if state.isBroken { return (.failure, nil) }
            guard state.offset < state.piece.count else {
                state.isAwaited = !state.isComplete
                return (state.isComplete ? .end : .pause, nil)
            }
            let end = min(state.offset + countMax, state.piece.count)
            let bytes = state.piece[state.offset..<end]
            state.offset = end
            guard end == state.piece.count else { return (.bytes(bytes), nil) }
            state.piece = []
            state.offset = 0
            defer { state.writer = nil }
            return (.bytes(bytes), state.writer)
        }
        writer?.resume()
        return piece
    }

    /// The producer has ended.
    func finish(failed: Bool) {
        let wakes = state.withLock { state in
            state.isComplete = true
            state.isBroken = state.isBroken || failed
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if wakes { resume() }
    }

    /// Nobody will take more: the waiting writer is told, and the connection, if it sleeps, is woken to end.
    func close() {
        let (writer, wakes) = state.withLock { state in
            state.isBroken = true
            defer { (state.writer, state.isAwaited) = (nil, false) }
            return (state.writer, state.isAwaited)
        }
        writer?.resume(throwing: Closed())
        if wakes { resume() }
    }
}
