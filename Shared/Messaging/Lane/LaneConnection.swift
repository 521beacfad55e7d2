import Kernel
import PostgresClient

/// A lane's connection to the database: kept while it owns the lane, borrowed for a turn as guest, made anew after a while when it
/// broke or nothing worked on it.
struct LaneConnection {
    private let lane: Int
    private let environment: LaneEnvironment
    private(set) var store: LaneStore?
    private var isBorrowed = false
    private var delayMs = 0
    /// Monotonic, in nanoseconds: not before.
    private var nextTry: Int64 = 0

    init(lane: Int, environment: LaneEnvironment) {
        self.lane = lane
        self.environment = environment
    }

    /// Until the next try makes sense.
    var waitMs: Int { Int(max(0, nextTry - environment.monotonicNanoseconds()) + 999_999) / 1_000_000 }

    enum Use {
        case owner
        case guest
    }

    /// Tries once, unless it is open already; false until it is time again, or if it fails.
    mutating func open(for use: Use) -> Bool {
        if isBorrowed, use == .owner { giveBack() }
        if store != nil { return true }
        guard waitMs == 0 else { return false }
        do throws(PostgresError) {
            let session = try use == .owner ? environment.sessions.take() : environment.sessions.takeAsGuest()
            isBorrowed = use == .guest
            store = LaneStore(lane: lane, session: session, service: environment.service)
            return true
        } catch {
            note(error, as: use)
            return false
        }
    }

    /// What was tried last was done: the next trouble is a new one.
    mutating func works() {
        delayMs = 0
        answers()
    }

    /// It answers, which does not say that everything works on it.
    func answers() { environment.health.databaseReachable(lane: lane) }

    /// One that is gone already is not lost again: the first reason stays the one that is told.
    mutating func lose(_ error: PostgresError) {
        guard store != nil else { return }
        let use = isBorrowed ? Use.guest : .owner
        if isBorrowed {
            environment.sessions.giveBack(guest: nil)
        } else {
            environment.sessions.giveBack(nil)
        }
        isBorrowed = false
        store = nil
        note(error, as: use)
    }

    /// For others to use.
    mutating func giveBack() {
        guard let store else { return }
        if isBorrowed {
            environment.sessions.giveBack(guest: store.session)
        } else {
            environment.sessions.giveBack(store.session)
        }
        isBorrowed = false
        self.store = nil
    }

    /// At once after the first trouble, then after 0.1 to 2 s.
    private mutating func note(_ error: PostgresError, as use: Use) {
        // A guest's trouble is told to its caller; the lane's owner is somebody else.
        if use == .owner { environment.health.databaseUnreachable(lane: lane, error) }
        nextTry = environment.monotonicNanoseconds() + Int64(delayMs) * 1_000_000
        delayMs = min(max(100, delayMs * 2), 2_000)
    }
}
