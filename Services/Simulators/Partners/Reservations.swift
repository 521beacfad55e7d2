import Kernel
import Synchronization

/// Domains reserved at Afternic, for 15 minutes each.
final class Reservations: Sendable {
    struct Reservation: Sendable {
        let token: String
        let wanted: PurchaseRequest
        let expiresAt: Instant
    }

    private let state = Mutex<(list: [Reservation], count: Int)>(([], 0))

    func reset() { state.withLock { $0 = ([], $0.count) } }

    /// The reservation that still lives under the reference, or a new one.
    func reserve(_ wanted: PurchaseRequest, at now: Instant) -> Reservation {
        state.withLock { state in
            let living = state.list.last {
                $0.wanted.reference == wanted.reference && $0.wanted.domain == wanted.domain && now < $0.expiresAt
            }
            if let living { return living }
            state.count += 1
            let reservation = Reservation(token: "rsv-\(state.count)", wanted: wanted, expiresAt: now + .minutes(15))
            state.list.append(reservation)
            return reservation
        }
    }

    /// What the token stands for; nil when it is unknown, another's, or too old.
    func use(_ token: String, for reference: String, at now: Instant) -> PurchaseRequest? {
        state.withLock { state in
            state.list.first { $0.token == token && $0.wanted.reference == reference && now < $0.expiresAt }?.wanted
        }
    }

    func domain(of token: String) -> String? {
        state.withLock { state in state.list.first { $0.token == token }?.wanted.domain }
    }
}

/// Nonces that were taken. Each is good once.
final class Nonces: Sendable {
    private let taken = Mutex<Set<String>>([])

    func reset() { taken.withLock { $0 = [] } }

    func take(_ nonce: String) -> Bool { taken.withLock { $0.insert(nonce).inserted } }
}
