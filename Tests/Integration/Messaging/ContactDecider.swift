import EventContracts
import Kernel
import Messaging

/// A decider that keeps and hands on what is personal, in every way in which something can be stored.
enum Contact: Decider {
    static let kind = "contact"

    struct State: Codable, Sendable {
        var name: Personal?
        var phone: Personal?
        var notes: [Personal] = []
        var rings = 0
    }

    enum Input: Codable, Sendable {
        case changed(name: Personal, phone: Personal?)
        case note(Personal)
        case noteLater(Personal, at: Instant)
        case copy(to: String)
        case ring
        case rung(Bool)
    }

    enum Event: Codable, Sendable {
        case changed(name: Personal, phone: Personal?)
        case noted(Personal)
        case rung
    }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Contact> {
        switch input {
        case .changed(let name, let phone): return Decision(.changed(name: name, phone: phone))
        case .note(let note): return Decision(.noted(note))
        case .noteLater(let note, let due):
            var decision = Decision<Contact>()
            decision.wake("note", due: due, .note(note))
            return decision
        case .copy(let other):
            var decision = Decision<Contact>()
            for note in state.notes { decision.tell(Contact.self, other, .note(note)) }
            return decision
        case .ring:
            var decision = Decision<Contact>()
            if let phone = state.phone { decision.request(Ring(phone: phone)) }
            return decision
        case .rung(let heard): return heard ? Decision(.rung) : .nothing
        }
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .changed(let name, let phone): (state.name, state.phone) = (name, phone)
        case .noted(let note): state.notes.append(note)
        case .rung: state.rings += 1
        }
    }
}

struct Ring: Effect {
    static let port = "ring"
    let phone: Personal
}

extension Contact {
    /// What a contact is answered to a command: what the decider sees.
    static func represent(_ state: State) -> [UInt8] {
        let seen = [state.name?.text, state.phone?.text] + state.notes.map(\.text)
        return Array(("[" + seen.map { $0.map { "\"\($0)\"" } ?? "null" }.joined(separator: ",") + "]").utf8)
    }

    /// - Parameters:
    ///   - ring: whether the phone is answered; what it throws makes the call be made again.
    ///   - forgetting: whether the aggregate hears of it, too, when its account is gone.
    static func service(
        forgetting: Bool = false, ring: @escaping @Sendable (String?) async throws -> Bool = { _ in true }
    ) -> ServiceDefinition {
        ServiceDefinition(
            name: "tally",
            aggregates: [AggregateDefinition(Contact.self, represent: represent)],
            inbound: [
                InboundRoute(Topics.postingCommands, AccountsWire.AccountChangedV1.self) { message, _ in
                    let phone = message.phone.map { Personal($0, of: message.accountId) }
                    return [
                        Delivery(
                            Contact.self, id: message.accountId,
                            input: .changed(name: Personal(message.name, of: message.accountId), phone: phone))
                    ]
                },
                InboundRoute(accountGoneOn: Topics.postingCommands) { account in
                    let note = Personal("forgotten", of: "nobody")
                    return forgetting ? [Delivery(Contact.self, id: account, input: .note(note))] : []
                },
            ],
            effects: [
                EffectHandler(Ring.self) { call in
                    Delivery(
                        Contact.self, id: call.aggregateID, input: .rung(try await ring(call.request.phone.text)))
                }
            ])
    }
}
