/// Compares a contract with its last release: what would break somebody who reads or writes by the released one.
package struct BreakingChanges {
    private let released: Contract
    private let present: Contract

    /// One sentence per breaking change; empty when readers and writers of the released contract can go on.
    package static func between(released: Contract, present: Contract) -> [String] {
        BreakingChanges(released: released, present: present).all()
    }

    private func all() -> [String] {
        channels()
            + released.messages.flatMap { old in
                guard let new = present.messages.first(where: { $0.type == old.type }) else {
                    return old.isDeprecated
                        ? [] : ["\(old.type) was removed; release it with \"x-deprecated\": true first"]
                }
                return message(old, new)
            }
    }

    private func channels() -> [String] {
        released.channels.compactMap { old in
            guard let new = present.channels.first(where: { $0.address == old.address }) else { return nil }
            guard new.partitions != old.partitions else { return nil }
            return
                "\(old.address) has \(new.partitions) partitions instead of \(old.partitions): keys would move and lose their order"
        }
    }

    private func message(_ old: Message, _ new: Message) -> [String] {
        let traits = [
            ("topic", old.topic, new.topic), ("ordering key", old.orderingKey, new.orderingKey),
            ("dedupe id", old.dedupeID, new.dedupeID), ("meaning of a tombstone", old.tombstone, new.tombstone),
        ]
        return traits.filter { $0.1 != $0.2 }.map { "\(old.type): its \($0.0) was \($0.1) and is \($0.2)" }
            + schema(old.payload, new.payload, at: old.type)
    }

    private func schema(_ old: Schema, _ new: Schema, at place: String) -> [String] {
        switch (released.resolved(old), present.resolved(new)) {
        case (.object(let old), .object(let new)): return members(old, new, at: place)
        case (.array(let old, let oldLimits), .array(let new, let newLimits)):
            return schema(old, new, at: place + "/*") + narrowing(oldLimits, newLimits, "elements", at: place)
        case (.words(let old, let wasClosed), .words(let new, let isClosed)):
            return words(old, new, wasClosed: wasClosed, isClosed: isClosed, at: place)
        case (.string(let oldLimits, let oldPattern), .string(let newLimits, let newPattern)):
            let pattern = newPattern == nil || newPattern == oldPattern ? [] : ["\(place): the pattern changed"]
            return narrowing(oldLimits, newLimits, "characters", at: place) + pattern
        case (.integer(let old), .integer(let new)), (.money(let old), .money(let new)):
            return narrowing(old, new, "values", at: place)
        case (.instant, .instant), (.date, .date), (.boolean, .boolean): return []
        case (let old, let new): return ["\(place): it was \(name(old)) and is \(name(new))"]
        }
    }

    private func members(_ old: [Member], _ new: [Member], at place: String) -> [String] {
        let removedOrChanged = old.flatMap { member -> [String] in
            guard let present = new.first(where: { $0.name == member.name }) else {
                return ["\(place)/\(member.name) was removed or renamed"]
            }
            let presence = member.isRequired == present.isRequired ? [] : [presenceChange(present, at: place)]
            return presence + schema(member.schema, present.schema, at: "\(place)/\(member.name)")
        }
        let added = new.filter { member in member.isRequired && !old.contains { $0.name == member.name } }
        return removedOrChanged + added.map { "\(place)/\($0.name) is new and required; make it optional" }
    }

    private func presenceChange(_ member: Member, at place: String) -> String {
        "\(place)/\(member.name) was \(member.isRequired ? "optional and is required" : "required and is optional")"
    }

    /// Readers refuse unknown words of a closed list, so none may be added to it.
    private func words(_ old: [String], _ new: [String], wasClosed: Bool, isClosed: Bool, at place: String) -> [String]
    {
        guard wasClosed == isClosed else {
            return ["\(place): the list of words was \(wasClosed ? "closed and is open" : "open and is closed")"]
        }
        return old.filter { !new.contains($0) }.map { "\(place): the word \($0) was removed" }
            + new.filter { isClosed && !old.contains($0) }.map { "\(place): the word \($0) was added to a closed list" }
    }

    private func narrowing(_ old: Limits, _ new: Limits, _ what: String, at place: String) -> [String] {
        let narrower = new.least > old.least || new.most < old.most
        return narrower ? ["\(place): it allowed \(old.clause) \(what) and allows \(new.clause)"] : []
    }

    private func name(_ kind: Schema.Kind) -> String {
        switch kind {
        case .string: "a string"
        case .words: "one of a list of words"
        case .instant: "an instant"
        case .date: "a date"
        case .integer: "an integer"
        case .money: "an amount of money"
        case .boolean: "true or false"
        case .array: "an array"
        case .object, .named: "an object"
        }
    }
}
