import JSON
import Kernel
import Synchronization

/// A relay number that connects two numbers for a while.
struct Binding: Sendable {
    let id: String
    let a, b: String
    let relayNumber: String
    let expiresAt: Instant

    func other(than number: String) -> String? { number == a ? b : number == b ? a : nil }

    var json: JSONValue {
        [
            "bindingId": .string(id), "a": .string(a), "b": .string(b), "relayNumber": .string(relayNumber),
            "expiresAt": .string(expiresAt.rfc3339),
        ]
    }
}

/// A short message that was sent.
struct ShortMessage: Sendable {
    let id: String
    let to: String
    let template: String
    let parameters: JSONMembers
    let text: String
    let at: Instant

    var json: JSONValue {
        [
            "messageId": .string(id), "to": .string(to), "template": .string(template),
            "parameters": .object(parameters), "text": .string(text),
            "at": .string(at.rfc3339),
        ]
    }
}

/// What the provider sent and bound.
final class PhoneBook: Sendable {
    /// What became of a call to a relay number.
    enum Connection: Sendable, Equatable { case connected(String), notAParty, expired, unknown }

    private struct State {
        var messages: [ShortMessage] = []
        var bindings: [Binding] = []
        var count = 0
        /// First answers by Idempotency-Key.
        var answers: [String: (request: JSONValue, answer: JSONValue)] = [:]
    }

    private static let relayNumbersFrom = 17_000_000_000
    private let state = Mutex(State())

    var messages: [ShortMessage] { state.withLock { $0.messages } }
    var bindings: [Binding] { state.withLock { $0.bindings } }

    func reset() { state.withLock { $0 = State(count: $0.count) } }

    /// The first answer to that key; nil when the key is new. `isSame` tells whether the request is the same, too.
    func firstAnswer(_ key: String, to request: JSONValue) -> (answer: JSONValue, isSame: Bool)? {
        state.withLock { state in state.answers[key].map { ($0.answer, $0.request == request) } }
    }

    func keep(_ answer: JSONValue, to request: JSONValue, under key: String) {
        state.withLock { $0.answers[key] = (request, answer) }
    }

    func send(to: String, template: String, parameters: JSONMembers, text: String, at now: Instant) -> ShortMessage {
        state.withLock { state in
            state.count += 1
            let message = ShortMessage(
                id: "sms-\(state.count)", to: to, template: template, parameters: parameters, text: text, at: now)
            state.messages.append(message)
            return message
        }
    }

    /// Lends the lowest relay number that serves neither of the two in a binding still alive.
    func bind(_ a: String, _ b: String, until expiresAt: Instant, at now: Instant) -> Binding {
        state.withLock { state in
            let taken = state.bindings.filter {
                now < $0.expiresAt && ($0.other(than: a) != nil || $0.other(than: b) != nil)
            }.map(\.relayNumber)
            var number = Self.relayNumbersFrom + 1
            while taken.contains(String(number)) { number += 1 }
            state.count += 1
            let binding = Binding(
                id: "bind-\(state.count)", a: a, b: b, relayNumber: String(number), expiresAt: expiresAt)
            state.bindings.append(binding)
            return binding
        }
    }

    func call(from: String, to relayNumber: String, at now: Instant) -> Connection {
        let bindings = bindings.filter { $0.relayNumber == relayNumber }
        let living = bindings.filter { now < $0.expiresAt }
        if let other = living.lazy.compactMap({ $0.other(than: from) }).first { return .connected(other) }
        if bindings.contains(where: { $0.other(than: from) != nil }) { return .expired }
        return bindings.isEmpty ? .unknown : living.isEmpty ? .expired : .notAParty
    }
}
