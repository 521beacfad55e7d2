package import Kernel

/// Whether the guarantee covers an order at an instant (REF-01, REF-02, REF-05, REF-06).
package enum Coverage: Hashable, Sendable {
    /// `until`: first instant at which it does not; nil if that depends on the buyer's acceptance.
    case covered(until: Instant?)
    case excluded(Exclusion)

    /// An order is covered if each of its lines is, because there are no partial refunds (REF-01).
    package static func of(_ state: Guarantee.State, at now: Instant) -> Coverage {
        guard let order = state.order else { return .excluded(.notPaid) }
        let isAllAccepted = order.lines.allSatisfy { line in
            line.type != .humanService || state.facts(of: line.lineID).acceptedAt != nil
        }
        var earliestEnd: Instant?
        for line in order.lines {
            switch of(line, state.facts(of: line.lineID), isAllAccepted: isAllAccepted, paidAt: order.paidAt, at: now) {
            case .excluded(let exclusion): return .excluded(exclusion)
            case .covered(let until): earliestEnd = [earliestEnd, until].compactMap(\.self).min()
            }
        }
        return .covered(until: earliestEnd)
    }

    /// Whether there is any time at which the order could be covered: a coarse answer for lists.
    package static func isPossible(for order: PaidOrder) -> Bool { order.lines.allSatisfy { exclusion(of: $0) == nil } }

    /// REF-01, REF-02: what excludes a line for what was bought, whatever happens later.
    private static func exclusion(of line: PaidLine) -> Exclusion? {
        switch line.type {
        case .domain: .domainBought
        case .download, .api: .type(line.type)
        case .image where line.billingMode != .period: .imageNotByPeriod
        case .image, .licence, .saas, .humanService, .resourceOrchestration, .containerImage:
            line.hasRefundBadge ? nil : .noBadge
        }
    }

    /// REF-02: the matrix of product types and states.
    ///
    /// - Parameter isAllAccepted: whether the buyer has accepted every human service of the order.
    package static func of(
        _ line: PaidLine, _ facts: LineFacts, isAllAccepted: Bool, paidAt: Instant, at now: Instant
    ) -> Coverage {
        if let exclusion = exclusion(of: line) { return .excluded(exclusion) }
        if line.type == .humanService {
            return ofHumanService(facts, isAllAccepted: isAllAccepted, paidAt: paidAt, at: now)
        }
        let end = paidAt + .days(5)
        guard now < end else { return .excluded(.fiveDaysOver(end)) }
        if line.type == .image, facts.holds(.imageInUse) != nil { return .excluded(.imageInUse) }
        return .covered(until: end)
    }

    /// REF-02: until everything is accepted, unless REF-06 excludes it. Acceptance is looked at last, because what excludes for the
    /// buyer's conduct says more.
    private static func ofHumanService(
        _ facts: LineFacts, isAllAccepted: Bool, paidAt: Instant, at now: Instant
    ) -> Coverage {
        if let exclusion = HumanServiceConduct.exclusion(facts, paidAt: paidAt, at: now) { return .excluded(exclusion) }
        return isAllAccepted ? .excluded(.accepted) : .covered(until: nil)
    }
}

/// REF-06: what the buyer did or left undone.
enum HumanServiceConduct {
    static func exclusion(_ facts: LineFacts, paidAt: Instant, at now: Instant) -> Exclusion? {
        let filedAt = facts.requirementFiledAt ?? now
        if filedAt >= threeMonths(after: paidAt, facts, at: filedAt) { return .noRequirement }
        if isOverThreeMonths(facts, .materialWithheld, now) { return .materialWithheld }
        if facts.holds(.demandsBeyondPromise) != nil { return .demandsBeyondPromise }
        if facts.deliveryExpiredAt != nil || isOverThreeMonths(facts, .feedbackWithheld, now) { return .silence }
        if facts.holds(.breachOfLaw) != nil { return .breachOfLaw }
        return nil
    }

    private static func isOverThreeMonths(_ facts: LineFacts, _ kind: Finding.Kind, _ now: Instant) -> Bool {
        facts.holds(kind).map { now >= threeMonths(after: $0.since, facts, at: now) } ?? false
    }

    /// Calendar months in Shanghai; the instant itself is no longer within them, as with the five days. DLV-07: they end later by as
    /// long as the project stood still until `now`.
    private static func threeMonths(after instant: Instant, _ facts: LineFacts, at now: Instant) -> Instant {
        facts.postponed(ShanghaiCalendar.adding(months: 3, to: instant), from: instant, to: now)
    }
}
