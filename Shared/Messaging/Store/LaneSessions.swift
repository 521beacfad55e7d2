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
    private let idle = Mutex<[Idle]>([])
    private let guests = DispatchSemaphore(value: guestMax)

    /// A session between two users: whoever takes it out of the list is the only one who has it.
    private struct Idle: @unchecked Sendable { let session: PostgresSession }

    init(_ configuration: PostgresConfiguration) {
        // Between the two round trips of a batch there is only computing. Who takes longer is frozen or cut off, and its heir
        // waits for the lane's lock.
        var configuration = configuration
        configuration.idleInTransactionTimeoutMs = min(configuration.idleInTransactionTimeoutMs, 10_000)
        configuration.lockTimeoutMs = 5_000
        self.configuration = configuration
    }

    func take() throws(PostgresError) -> PostgresSession {
        while let session = idle.withLock({ $0.popLast()?.session }) {
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
        do { return try take() } catch {
            guests.signal()
            throw error
        }
    }

    func giveBack(_ session: PostgresSession) {
        guard session.isReusable else { return }
        idle.withLock { idle in
            if idle.count < Self.guestMax { idle.append(Idle(session: session)) }
        }
    }

    /// - Parameter session: nil if it broke.
    func giveBack(guest session: PostgresSession?) {
        if let session { giveBack(session) }
        guests.signal()
    }
}
