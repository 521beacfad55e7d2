import Crypto
import JSON
import Kernel
import Synchronization

/// A SaaS instance that the vendor produced.
struct Instance: Sendable {
    enum State: String, Sendable { case active, expired, released }

    let orderBizID: String
    /// The vendor's own number; orderBizID is recommended, and is what this vendor gives.
    let id: String
    let createdAt: Instant
    /// What it was ordered with: every parameter but action and token.
    let order: [String: String]
    var skuID: String
    var expiredOn: String?
    var state = State.active
    var isRefunded = false

    /// The same for the same instance, however often it is asked for.
    var password: String { "pw-" + Hex.encode(Array(Digest.sha256("password of \(id)").prefix(6))) }

    var json: JSONValue {
        var order = JSONMembers()
        for (name, value) in self.order { order[name] = .string(value) }
        return [
            "instanceId": .string(id), "orderBizId": .string(orderBizID), "state": .string(state.rawValue),
            "skuId": .string(skuID),
            "expiredOn": expiredOn.map(JSONValue.string) ?? .null, "isRefunded": .bool(isRefunded),
            "createdAt": .string(createdAt.rfc3339),
            "order": .object(order),
        ]
    }
}

/// All instances, one per orderBizId.
final class InstanceBook: Sendable {
    private let instances = Mutex<[String: Instance]>([:])

    var all: [Instance] { instances.withLock { $0.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) } } }

    subscript(_ id: String) -> Instance? { instances.withLock { $0[id] } }

    func reset() { instances.withLock { $0 = [:] } }

    /// The instance of that order: the one there is, or the one given.
    func create(_ instance: Instance) -> Instance {
        instances.withLock { instances in
            let known = instances[instance.id] ?? instance
            instances[instance.id] = known
            return known
        }
    }

    /// False when there is no such instance, or it was released.
    func change(_ id: String, _ body: (inout Instance) -> Void) -> Bool {
        instances.withLock { instances in
            guard var instance = instances[id], instance.state != .released else { return false }
            body(&instance)
            instances[id] = instance
            return true
        }
    }

    /// Releasing a released one again is fine.
    func release(_ id: String, isRefund: Bool) -> Bool {
        if self[id]?.state == .released { return true }
        return change(id) { instance in
            instance.state = .released
            instance.isRefunded = isRefund
        }
    }
}
