import Kernel
import Observability
import PostgresClient

/// A batch in the making: who is a duplicate, who waits behind a parked input, who is decided, and what all of that writes.
struct SortedBatch {
    private(set) var plan: BatchPlan
    private(set) var offsets: [LaneStore.OffsetKey: LaneStore.NextOffset] = [:]
    private(set) var taken = LaneStore.Taken()
    private(set) var duplicates = 0
    /// Those of them that only the database knew.
    private(set) var forgottenDuplicates = 0
    private(set) var skipped = 0
    private(set) var finishedEffects: [String] = []
    /// Second uses of an Idempotency-Key within the batch: their answer is known after it.
    private(set) var deferred: [Input] = []

    private let inputs: [Input]
    private let known: LaneStore.Known
    private let now: Instant
    private let poison: String?
    private let recent: RecentInputs
    /// Lines of parked inputs, those included that this batch begins; without those that it lets go.
    private var blocked: Set<String>
    /// Lines whose first rows have passed in this batch: the next ones may follow.
    private var going: Set<String> = []
    private let factory: InputFactory
    private let vault: LaneVault

    init(
        _ inputs: [Input], _ known: LaneStore.Known, now: Instant, poison: String?, recent: RecentInputs,
        factory: InputFactory, vault: LaneVault, trace: BatchTrace?
    ) {
        plan = BatchPlan(trace: trace)
        self.inputs = inputs
        self.known = known
        self.now = now
        self.poison = poison
        self.recent = recent
        self.factory = factory
        self.vault = vault
        blocked = Set(known.lines.keys)
    }

    var writesAnything: Bool {
        !plan.applied.isEmpty || !plan.dropped.isEmpty || !plan.parked.isEmpty || !offsets.isEmpty || !taken.isEmpty
    }

    /// Duplicates that neither memory nor `known.seen` has, because the database was not asked, the key of `known_input` finds.
    ///
    /// - Throws: if a state cannot be stored; then nothing of the batch may be.
    mutating func run() throws {
        var known = BatchDuplicates(inputs, recent, seen: self.known.seen, factory.digester)
        var keysInUse: Set<String> = []
        var turns: [AggregateTurn] = []
        var turnOf: [Int?] = Array(repeating: nil, count: self.known.states.count)
        turns.reserveCapacity(self.known.states.count)
        for input in inputs {
            noteOrigin(input)
            if let idempotency = input.reply?.idempotency {
                if answered(input, idempotency) { continue }
                if !keysInUse.insert(idempotency.id).inserted { deferred.append(input); continue }
            }
            if !input.id.isEmpty, known.isKnown(input) {
                forgottenDuplicates = known.forgotten
                repeated(input)
                continue
            }
            // Once, and at once, whatever waits before it in its line.
            if let account = input.forgets, input.release == nil { plan.forgotten.append(account) }
            guard let target = sort(input) else { continue }
            if let turn = turnOf[input.place] {
                turns[turn].later.append(input)
            } else {
                turnOf[input.place] = turns.count
                turns.append(
                    AggregateTurn(target: target, first: input, now: now, service: factory.service, vault: vault))
            }
        }
        for turn in turns { try turn.target.aggregate.run(turn, self.known.states[turn.first.place], into: &plan) }
        finishReleased()
    }

    /// Parked rows whose inputs passed this time end; those that failed again stay where they are in their line.
    private mutating func finishReleased() {
        let stillParked = Set(plan.parked.compactMap(\.input.release?.number))
        for release in inputs.compactMap(\.release) where !stillParked.contains(release.number) {
            taken.released.append(int64: release.number)
        }
    }

    // MARK: One input

    private mutating func noteOrigin(_ input: Input) {
        guard input.release == nil else { return }
        switch input.origin {
        case .message(let topic, let partition, let offset, _):
            offsets[LaneStore.OffsetKey(topic: topic, partition: partition)] =
                LaneStore.NextOffset(offset: offset + 1, fingerprint: input.fingerprint)
        case .timer(let id): taken.timers.append(text: id)
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
        plan.answers.append((input, target.aggregate.answer(to: known.states[input.place], vault)))
    }

    private mutating func answered(_ input: Input, _ idempotency: Idempotency) -> Bool {
        guard let given = known.answers[idempotency.id] else { return false }
        guard given.digest == idempotency.digest else {
            plan.answers.append((input, .failed(.idempotencyConflict)))
            return true
        }
        // What was said to somebody who is forgotten is gone: the command is answered as things are now.
        guard let representation = try? vault.open(given.sealed, of: idempotency.account) else {
            repeated(input)
            return true
        }
        plan.answers.append(
            (input, .repeated(CommandResult(representation: representation, version: given.version))))
        return true
    }

    /// The aggregate whose turn it is; nil if the input is settled already.
    private mutating func sort(_ input: Input) -> Input.Target? {
        if let release = input.release, !takesTurn(release) {
            plan.park(input, key: release.line, behind: "the first of its line", vault)
        } else if input.release?.isDropped == true {
            drop(input)
        } else if let line = blockedLine(of: input) {
            plan.park(input, key: line, behind: "an input that is parked already", vault)
        } else if let poison {
            park(input, because: Reason(poison))
        } else if case .unreadable(let reason) = input.value {
            park(input, because: Reason(reason))
        } else if let target = input.target {
            return target
        } else if input.forwards.isEmpty, input.forgets == nil {
            skipped += 1
        } else {
            forward(input)
        }
        return nil
    }

    /// Whether everything before it in its line has passed: that may have failed again, in this batch or in one of its parts.
    private mutating func takesTurn(_ release: Input.Release) -> Bool {
        if known.lines[release.line] == release.number { going.insert(release.line) }
        return release.isDropped || going.contains(release.line)
    }

    /// The line of parked inputs that this one belongs to: its aggregate's, or that of its topic and message key.
    ///
    /// What arrives while its line is let go joins its end, for another turn: the line is whole and in order only in the table.
    private func blockedLine(of input: Input) -> String? {
        guard !blocked.isEmpty, input.release == nil else { return nil }
        if let target = input.target, blocked.contains(target.key) { return target.key }
        return blocked.contains(input.streamKey) ? input.streamKey : nil
    }

    /// Given up by an operator, who has seen it: a row that holds it already.
    private mutating func drop(_ input: Input) {
        plan.dropped.append(.init(input: input, body: (try? input.storedBody(vault)) ?? .empty))
    }

    private mutating func park(_ input: Input, because reason: Reason) {
        let line = input.release?.line ?? input.target?.key ?? input.streamKey
        plan.park(input, key: line, because: reason, vault)
        going.remove(line)
        if input.reply == nil { blocked.insert(line) }
    }

    private mutating func forward(_ input: Input) {
        do {
            let body = try input.storedBody(vault)
            var messages: [BatchPlan.MessageRow] = []
            for (index, delivery) in input.forwards.enumerated() {
                guard let target = factory.target(kind: delivery.kind, id: delivery.id) else {
                    throw UnfitInput(kind: delivery.kind)
                }
                messages.append(
                    .init(
                        id: DerivedID.of(input.id, target.key, "forward", index), key: target.key, trace: input.onward,
                        body: try target.aggregate.encodeInput(delivery.input, vault)))
            }
            plan.messages += messages
            plan.applied.append(.init(input: input, body: body))
        } catch {
            park(input, because: Reason(error))
        }
    }
}

extension LaneStore.Taken {
    var isEmpty: Bool { timers.count == 0 && messages.count == 0 && effects.count == 0 && released.count == 0 }
}

extension Input {
    /// What an input without a known aggregate blocks when it is parked: the messages of its topic with its key; nothing but itself if
    /// that key cannot be stored or is not its own.
    var streamKey: String {
        guard case .message(let topic, let partition, _, let key) = origin else { return "\(type) \(id)" }
        if hasForeignKey { return origin.source }
        guard let key else { return "\(topic)/partition \(partition)" }
        return Storable.fault(ofKey: key) == nil ? "\(topic)/\(key)" : origin.source
    }
}
