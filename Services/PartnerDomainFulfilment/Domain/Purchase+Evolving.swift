package import Kernel

extension Purchase {
    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .started(let order):
            state.order = order
            state.startedAt = instant
            (state.phase, state.round) = order.source == .other ? (.atDesk, 0) : (.asking, 1)
            state.mailQueue = [.processing]
        case .accepted(let reference):
            (state.partnerReference, state.acceptedAt) = (reference, instant)
        case .stillProcessing(let nextAskAt):
            (state.phase, state.nextAskAt) = (.waiting, nextAskAt)
            (state.silentInARow, state.lastTrouble) = (0, nil)
        case .partnerSilent(let trouble, let nextAskAt):
            (state.phase, state.nextAskAt) = (.waiting, nextAskAt)
            (state.silentInARow, state.lastTrouble) = (state.silentInARow + 1, trouble)
        case .asked(let round, _):
            (state.phase, state.round, state.nextAskAt) = (.asking, round, nil)
        case .bought(let owned, _):
            state.owned = owned
            settle(&state, .bought, mail: .bought, at: instant)
        case .failed(let reason, _):
            state.failure = reason
            settle(&state, .failed, mail: .failed, at: instant)
        case .mailed(let kind, let outcome):
            state.mailQueue.removeAll { $0 == kind }
            if outcome == .sent { state.mailed.append(kind) }
        case .papersFiled:
            state.owned?.holder = .formerChangeUnderway
        case .holderChanged:
            state.owned?.holder = .buyer
        }
    }

    private static func settle(_ state: inout State, _ phase: Phase, mail: MailKind, at instant: Instant) {
        (state.phase, state.settledAt, state.nextAskAt) = (phase, instant, nil)
        (state.silentInARow, state.lastTrouble) = (0, nil)
        state.mailQueue.append(mail)
    }
}
