import Kernel
import Observability
import PostgresClient

/// A batch in the making: who is a duplicate, who waits behind a parked input, who is decided, and what all of that writes.
struct SortedBatch {
    private(set) var plan = BatchPlan()
    private(set) var offsets: [LaneStore.OffsetKey: Int64] = [:]
    private(set) var taken = LaneStore.Taken()
    private(set) var duplicates = 0
    private(set) var skipped = 0
    private(set) var finishedEffects: [String] = []
    /// Second uses of an Idempotency-Key within the batch: their answer is known after it.
    private(set) var deferred: [Input] = []

    private let inputs: [Input]
    private let known: LaneStore.Known
    private let now: Instant
    private let poison: String?
    private var blocked: Set<String>
    private let factory: InputFactory

    init(_ inputs: [Input], _ known: LaneStore.Known, now: Instant, poison: String?, factory: InputFactory) {
        self.inputs = inputs
        self.known = known
        self.now = now
        self.poison = poison
        self.factory = factory
        blocked = known.blocked
    }

    var writesAnything: Bool {
        !plan.applied.isEmpty || !plan.parked.isEmpty || !offsets.isEmpty || !taken.isEmpty
    }

    /// - Parameter looked: whether `known.seen` is filled; otherwise the journal's key finds duplicates.
    mutating func run(looked: Bool) {
        var ids = known.seen
        var keysInUse: Set<String> = []
        var turns: [AggregateTurn] = []
        var turnOf: [String: Int] = [:]
        turns.reserveCapacity(inputs.count)
        turnOf.reserveCapacity(inputs.count)
        for input in inputs {
            noteOrigin(input)
            if let idempotency = input.reply?.idempotency {
                if answered(input, idempotency) { continue }
                if !keysInUse.insert(idempotency.id).inserted { deferred.append(input); continue }
            }
            if looked, !input.id.isEmpty, !ids.insert(input.id).inserted { repeated(input); continue }
            guard let target = sort(input) else { continue }
            if let known = turnOf[target.key] {
                turns[known].later.append(input)
            } else {
                turnOf[target.key] = turns.count
                turns.append(AggregateTurn(target: target, first: input, now: now))
            }
        }
        for turn in turns { turn.target.aggregate.run(turn, known.states[turn.target.key], into: &plan) }
        finishReleased()
    }

    /// Parked rows whose inputs passed this time end; those that failed again stay where they are in their line.
    private mutating func finishReleased() {
        let stillParked = Set(plan.parked.compactMap(\.input.releasedFrom))
        for number in inputs.compactMap(\.releasedFrom) where !stillParked.contains(number) {
            taken.released.append(int64: number)
        }
    }

    // MARK: One input

    private mutating func noteOrigin(_ input: Input) {
        guard input.releasedFrom == nil else { return }
        switch input.origin {
        case .message(let topic, let partition, let offset, _):
            offsets[LaneStore.OffsetKey(topic: topic, partition: partition)] = offset + 1
        case .timer(let name, let due): taken.timers.append((input.target?.key ?? "", name, due))
        case .internalMessage(let number): taken.messages.append(int64: number)
        case .effectAnswer(let effectID):
            taken.effects.append(text: effectID)
            finishedEffects.append(effectID)
        case .command: break
        }
    }

    private mutating func repeated(_ input: Input) {
        duplicates += 1
        guard input.reply != nil, let target = input.target else { return }
        plan.answers.append((input, target.aggregate.answer(to: known.states[target.key])))
    }

    private mutating func answered(_ input: Input, _ idempotency: Idempotency) -> Bool {
        guard let given = known.answers[idempotency.id] else { return false }
        let answer: CommandReply.Answer =
            given.digest == idempotency.digest ? .repeated(given.result) : .failed(.idempotencyConflict)
        plan.answers.append((input, answer))
        return true
    }

    /// The aggregate whose turn it is; nil if the input is settled already.
    private mutating func sort(_ input: Input) -> Input.Target? {
        if let line = blockedLine(of: input) {
            plan.park(input, key: line, behind: "an input that is parked already")
        } else if let poison {
            park(input, because: poison)
        } else if let target = input.target {
            return target
        } else if case .unreadable(let reason) = input.value {
            park(input, because: reason)
        } else if input.forwards.isEmpty {
            skipped += 1
        } else {
            forward(input)
        }
        return nil
    }

    /// The line of parked inputs that this one belongs to: its aggregate's, or that of its topic and message key.
    private func blockedLine(of input: Input) -> String? {
        guard !blocked.isEmpty, input.releasedFrom == nil else { return nil }
        if let target = input.target, blocked.contains(target.key) { return target.key }
        return blocked.contains(input.streamKey) ? input.streamKey : nil
    }

    private mutating func park(_ input: Input, because reason: String) {
        let line = input.target?.key ?? input.streamKey
        plan.park(input, key: line, because: reason)
        if input.reply == nil { blocked.insert(line) }
    }

    private mutating func forward(_ input: Input) {
        do {
            for (index, delivery) in input.forwards.enumerated() {
                guard let target = factory.target(kind: delivery.kind, id: delivery.id) else {
                    throw UnfitInput(kind: delivery.kind)
                }
                plan.messages.append(
                    .init(
                        id: DerivedID.of(input.id, target.key, "forward", index), key: target.key, trace: input.trace,
                        body: try target.aggregate.encodeInput(delivery.input)))
            }
            plan.applied.append(input)
        } catch {
            park(input, because: loggable(error).description)
        }
    }
}

extension LaneStore.Taken {
    var isEmpty: Bool { timers.isEmpty && messages.count == 0 && effects.count == 0 && released.count == 0 }
}

extension Input {
    /// What an input without a known aggregate blocks when it is parked: the messages of its topic with its key.
    var streamKey: String {
        if case .message(let topic, let partition, _, let key) = origin {
            "\(topic)/\(key ?? "partition \(partition)")"
        } else {
            type
        }
    }
}
