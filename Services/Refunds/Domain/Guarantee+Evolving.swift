package import Kernel

extension Guarantee {
    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .opened(let order): state.order = order
        case .requirementFiled(let lineID, let at): state.updateFacts(lineID) { $0.requirementFiledAt = at }
        case .deliveryAccepted(let lineID, let at): state.updateFacts(lineID) { $0.acceptedAt = at }
        case .deliveryExpired(let lineID, let at): state.updateFacts(lineID) { $0.deliveryExpiredAt = at }
        case .deliveryPaused(let lineID, let at): state.updateFacts(lineID) { $0.pauses.append(Pause(from: at)) }
        case .deliveryResumed(let lineID, let at):
            state.updateFacts(lineID) { facts in
                for index in facts.pauses.indices where facts.pauses[index].to == nil { facts.pauses[index].to = at }
            }
        case .delivered(let line): state.updateFacts(line.lineID) { $0.deliveredAt = line.at }
        case .invoiceIssued(let id): state.updateInvoice(id) { $0.isIssued = true }
        case .invoiceReversed(let id): state.updateInvoice(id) { $0.isReversed = true }
        case .domainSettled(let outcome): state.domainOutcome = outcome
        case .found(let lineID, let finding, let holds, _):
            state.updateFacts(lineID) { facts in
                facts.findings.removeAll { $0.kind == finding.kind }
                if holds { facts.findings.append(finding) }
            }
        case .requested(let refund), .openedByFailure(let refund): state.cases.append(refund)
        case .cancelled(let id): state.updateCase(id) { $0.status = .cancelled }
        case .rejected(let id, let reason, _):
            state.updateCase(id) {
                ($0.status, $0.reviewedAt, $0.rejectedBecause) = (.rejected, instant, .written(reason))
            }
        case .approved(let id, _): state.updateCase(id) { ($0.status, $0.reviewedAt) = (.approved, instant) }
        case .refused(let id, let rule):
            state.updateCase(id) {
                $0.status = .rejected
                $0.rejectedBecause = .told("Orders refused to return the money by rule \(rule).")
            }
        case .completed(let id, let at): state.updateCase(id) { ($0.status, $0.returnedAt) = (.completed, at) }
        }
    }
}

extension Guarantee.State {
    fileprivate mutating func updateFacts(_ lineID: String, _ change: (inout LineFacts) -> Void) {
        var facts = facts(of: lineID)
        change(&facts)
        lineFacts.removeAll { $0.lineID == lineID }
        lineFacts.append(facts)
    }

    fileprivate mutating func updateInvoice(_ id: String, _ change: (inout Guarantee.InvoiceFact) -> Void) {
        if !invoices.contains(where: { $0.id == id }) { invoices.append(Guarantee.InvoiceFact(id: id)) }
        for index in invoices.indices where invoices[index].id == id { change(&invoices[index]) }
    }

    fileprivate mutating func updateCase(_ id: String, _ change: (inout RefundCase) -> Void) {
        for index in cases.indices where cases[index].id == id { change(&cases[index]) }
    }
}
