package import Kernel

/// CRW-01: an account proves that a phone number is its own by a code. Its id is the account's.
package enum PhoneProof: Decider {
    package static let kind = "phone-proof"

    package static let codeLifetime = Instant.Span.minutes(5)
    package static let triesMax = 5
    /// How long a proof may be used to publish.
    package static let proofLifetime = Instant.Span.minutes(30)

    package struct Challenge: Codable, Hashable, Sendable {
        package var phone: Phone
        package var codeDigest: String
        package var expiresAt: Instant
        package var triesLeft: Int
    }

    package struct Proof: Codable, Hashable, Sendable {
        package var phone: Phone
        package var at: Instant

        package init(phone: Phone, at: Instant) {
            self.phone = phone
            self.at = at
        }

        /// Whether it still counts at `now`.
        package func isFresh(at now: Instant) -> Bool { now < at + proofLifetime }
    }

    package struct State: Codable, Hashable, Sendable {
        package var challenge: Challenge?
        package var proof: Proof?
        /// When codes were asked for in the last day, oldest first.
        package var requests: [Instant] = []
        /// Demands that hold the number.
        package var demandIDs: [String] = []
        /// The account went: a demand that it was just publishing is to forget it as well.
        package var isForgotten = false
    }

    package enum Input: Codable, Hashable, Sendable {
        case request(phone: Phone, code: SealedCode)
        case check(codeDigest: String)
        /// The account published a demand with its number.
        case published(demandID: String)
        /// The account is gone: its number is kept nowhere.
        case forget
    }

    package enum Event: Codable, Hashable, Sendable {
        case requested(phone: Phone, codeDigest: String, expiresAt: Instant)
        case proven
        case mistaken
        case published(demandID: String)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .request(let phone, let code):
            try RateLimit.perAccount.check(state.requests, now: cause.now)
            var decision = Decision<Self>(
                .requested(phone: phone, codeDigest: code.digest, expiresAt: cause.now + codeLifetime))
            decision.tell(PhoneShield.self, phone.digest, .send(phone: phone, code: code))
            return decision
        case .published(let demandID):
            guard !state.isForgotten else {
                var decision = Decision<Self>()
                decision.tell(Demand.self, demandID, .forgetBuyer)
                return decision
            }
            return state.demandIDs.contains(demandID) ? .nothing : Decision(.published(demandID: demandID))
        case .forget:
            guard state != State(), !state.isForgotten else { return .nothing }
            var decision = Decision<Self>(.forgotten)
            for demandID in state.demandIDs { decision.tell(Demand.self, demandID, .forgetBuyer) }
            return decision
        case .check(let digest):
            guard let challenge = state.challenge, challenge.triesLeft > 0, cause.now < challenge.expiresAt else {
                throw Rejection(
                    .conflict, "code-void", rule: "CRW-01",
                    "The code has expired, was used or tried too often: ask for a new one.")
            }
            // A mistake is a fact, not a rejection: it uses up a try.
            return Decision(challenge.codeDigest == digest ? .proven : .mistaken)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .requested(let phone, let digest, let expiry):
            state.challenge = Challenge(phone: phone, codeDigest: digest, expiresAt: expiry, triesLeft: triesMax)
            state.requests = RateLimit.perAccount.recent(state.requests, now: instant) + [instant]
            state.isForgotten = false
        case .proven:
            state.proof = state.challenge.map { Proof(phone: $0.phone, at: instant) }
            state.challenge = nil
        case .mistaken: state.challenge?.triesLeft -= 1
        case .published(let demandID): state.demandIDs.append(demandID)
        case .forgotten:
            state = State()
            state.isForgotten = true
        }
    }
}

/// Protects a phone number from being flooded by many accounts. Its id is the number's digest.
///
/// It stays silent towards the asker: an account must not learn that others use the same number.
package enum PhoneShield: Decider {
    package static let kind = "phone-shield"

    package struct State: Codable, Hashable, Sendable {
        /// When messages were sent in the last day, oldest first.
        package var sends: [Instant] = []
        package var lastRefusal = ""
    }

    package enum Input: Codable, Hashable, Sendable {
        case send(phone: Phone, code: SealedCode)
        /// The relay took the message.
        case accepted
        /// The relay never will.
        case refused(reason: String)
    }

    package enum Event: Codable, Hashable, Sendable {
        case sent
        case held
        case refused(reason: String)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .send(let phone, let code):
            guard RateLimit.perPhone.allows(state.sends, now: cause.now) else { return Decision(.held) }
            var decision = Decision<Self>(.sent)
            decision.request(CodeMessage(phone: phone, code: code, expiresAt: cause.now + PhoneProof.codeLifetime))
            return decision
        case .accepted: return .nothing
        case .refused(let reason): return Decision(.refused(reason: reason))
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .sent: state.sends = RateLimit.perPhone.recent(state.sends, now: instant) + [instant]
        case .held: break
        case .refused(let reason): state.lastRefusal = reason
        }
    }
}

/// A short message with a verification code, answered by `PhoneShield.Input.accepted` or `.refused`.
package struct CodeMessage: Effect, Hashable {
    package static let port = "sms"

    package let phone: Phone
    package let code: SealedCode
    /// After this nobody needs the message any more.
    package let expiresAt: Instant
}

/// At most so many in an hour and in a day, and some time between two.
package struct RateLimit: Hashable, Sendable {
    package let gap: Instant.Span
    package let perHour: Int
    package let perDay: Int

    package static let perAccount = RateLimit(gap: .seconds(60), perHour: 5, perDay: 10)
    package static let perPhone = RateLimit(gap: .seconds(60), perHour: 3, perDay: 5)

    /// Those of the last 24 hours.
    package func recent(_ earlier: [Instant], now: Instant) -> [Instant] { earlier.filter { now < $0 + .days(1) } }

    package func allows(_ earlier: [Instant], now: Instant) -> Bool {
        let recent = recent(earlier, now: now)
        return recent.count < perDay && recent.count { now < $0 + .hours(1) } < perHour
            && recent.allSatisfy { now >= $0 + gap }
    }

    func check(_ earlier: [Instant], now: Instant) throws(Rejection) {
        guard allows(earlier, now: now) else {
            throw Rejection(
                .conflict, "too-many-codes", rule: "CRW-01",
                "Wait: one code per minute, \(perHour) in an hour and \(perDay) in a day are sent at most.")
        }
    }
}
