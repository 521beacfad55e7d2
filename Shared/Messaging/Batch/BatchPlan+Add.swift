import Crypto
import Kernel
import Observability

extension BatchPlan {
    /// What a decision leaves besides events.
    struct Follows {
        var timers: [TimerEdit] = []
        var messages: [MessageRow] = []
        var effects: [StoredEffect] = []
    }

    enum TimerEdit {
        case set(TimerRow)
        case cancel(key: String, name: String)
    }

    mutating func add(_ follows: Follows) {
        timerEdits += follows.timers
        messages += follows.messages
        effects += follows.effects
    }

    mutating func accept(
        _ input: Input, _ body: StoredBody, after previous: JournalPlace, version: Int64, answer: [UInt8],
        _ answerKey: PersonKey?
    ) {
        applied.append(JournalRow(input: input, body: body, previous: previous))
        guard let reply = input.reply else { return }
        answers.append((input, .accepted(CommandResult(representation: answer, version: version))))
        // Without it a repeat is still known for one, and answered as things are then.
        guard let idempotency = reply.idempotency,
            let sealed = try? answerKey?.seal(answer, of: idempotency.account)
        else { return }
        kept.append(
            KeptAnswer(idempotency: idempotency, key: input.target?.key ?? "", version: version, sealed: sealed))
    }

    mutating func park(_ input: Input, key: String, because reason: Reason, _ vault: LaneVault) {
        if input.reply != nil {
            let why: CommandError = reason.isForNewer ? .unavailable(reason.text) : .undecidable(reason.text)
            answers.append((input, .failed(why)))
        } else {
            add(input, key, isCulprit: true, reason, vault)
        }
    }

    mutating func park(_ input: Input, key: String, behind culprit: String, _ vault: LaneVault) {
        if input.reply != nil {
            answers.append((input, .failed(.blocked)))
        } else {
            add(input, key, isCulprit: false, "waits behind \(culprit)", vault)
        }
    }

    private mutating func add(
        _ input: Input, _ key: String, isCulprit: Bool, _ reason: Reason, _ vault: LaneVault
    ) {
        do {
            parked.append(
                ParkedRow(
                    input: input, body: try input.parkedBody(vault), key: key, isCulprit: isCulprit, reason: reason))
        } catch let error as CryptoError {
            unstorable = "\(reason.text); it cannot be parked either: \(error.description)"
        } catch {
            // No loss: nothing could ever be made of such a value, and the reason says what it was.
            parked.append(
                ParkedRow(
                    input: input, body: .empty, key: key, isCulprit: isCulprit,
                    reason: Reason(
                        "\(reason.text); its body cannot be stored: \(loggable(error).description)",
                        isForNewer: reason.isForNewer)))
        }
    }
}
