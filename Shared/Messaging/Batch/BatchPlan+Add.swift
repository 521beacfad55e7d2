import Kernel

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

    mutating func accept(_ input: Input, version: Int64, answer: [UInt8]) {
        applied.append(input)
        if input.reply != nil {
            answers.append((input, .accepted(CommandResult(representation: answer, version: version))))
        }
    }

    mutating func park(_ input: Input, key: String, because reason: String) {
        if input.reply != nil {
            answers.append((input, .failed(.undecidable(reason))))
        } else {
            parked.append(ParkedRow(input: input, key: key, isCulprit: true, reason: reason))
        }
    }

    mutating func park(_ input: Input, key: String, behind culprit: String) {
        if input.reply != nil {
            answers.append((input, .failed(.blocked)))
        } else {
            parked.append(ParkedRow(input: input, key: key, isCulprit: false, reason: "waits behind \(culprit)"))
        }
    }
}
