import Dispatch
import PostgresClient
import Synchronization

/// The lanes' connections: an owner keeps one for as long as it owns its lane, guests share a few.
///
/// An instance needs as many as it owns lanes, and `guestMax` more.
final class LaneSessions: Sendable {
    static let guestMax = 2
    /// How long a guest waits for another to give one back.
    static let waitMs = 5_000

    private let configuration: PostgresConfiguration
    private let state = Mutex(State())
    private let guests = DispatchSemaphore(value: guestMax)

    /// A session between two users: whoever takes it out of the list is the only one who has it.
    private struct Idle: @unchecked Sendable { let session: PostgresSession }

    private struct State {
        var idle: [Idle] = []
        /// Lent out.
        var owners = 0
        var guests = 0
    }

    init(_ configuration: PostgresConfiguration) {
        // Between the two round trips of a batch there is only computing. Who takes longer is frozen or cut off, and its heir
        // waits for the lane's lock.
        var configuration = configuration
        configuration.idleInTransactionTimeoutMs = min(configuration.idleInTransactionTimeoutMs, 10_000)
        configuration.lockTimeoutMs = 5_000
        // Its statements look everything up by keys, and are prepared while tables are still empty: what would be best then is not later.
        configuration.runtimeParameters.merge(
            [
                "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_hashjoin": "off",
                "enable_mergejoin": "off", "enable_memoize": "off", "jit": "off",
            ], uniquingKeysWith: { configured, _ in configured })
        self.configuration = configuration
    }

    /// How many connections there are, by use.
    var counts: [(use: String, count: Int)] {
        state.withLock { [("lane", $0.owners), ("guest", $0.guests), ("idle", $0.idle.count)] }
    }

    /// To be given back with `giveBack(_:)`.
    func take() throws(PostgresError) -> PostgresSession {
        let session = try open()
        state.withLock { $0.owners += 1 }
        return session
    }

    private func open() throws(PostgresError) -> PostgresSession {
        while let session = state.withLock({ $0.idle.popLast()?.session }) {
            if session.isReusable { return session }
        }
        return try PostgresSession(connecting: configuration)
    }

    /// For a lane that another instance owns. To be given back with `giveBack(guest:)`.
    func takeAsGuest() throws(PostgresError) -> PostgresSession {
        guard guests.wait(timeout: .now() + .milliseconds(Self.waitMs)) == .success else {
            throw PostgresError(
                .poolExhausted, "all \(Self.guestMax) connections for commands in foreign lanes are busy")
        }
        do throws(PostgresError) {
            let session = try open()
            state.withLock { $0.guests += 1 }
            return session
        } catch {
            guests.signal()
            throw error
        }
    }

    /// - Parameter session: nil if it broke.
    func giveBack(_ session: PostgresSession?) {
        state.withLock { $0.owners -= 1 }
        keep(session)
    }

    /// - Parameter session: nil if it broke.
    func giveBack(guest session: PostgresSession?) {
        state.withLock { $0.guests -= 1 }
        keep(session)
        guests.signal()
    }

    private func keep(_ session: PostgresSession?) {
        guard let session, session.isReusable else { return }
        state.withLock { state in
            if state.idle.count < Self.guestMax { state.idle.append(Idle(session: session)) }
        }
    }
}
