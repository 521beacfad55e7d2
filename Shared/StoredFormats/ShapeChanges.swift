/// Compares the shape of a stored type with the released one of the same version.
package enum ShapeChanges {
    /// A sentence per difference, each naming the member by its pointer and the Swift type it belongs to; empty if there is none.
    package static func between(released: Shape, present: Shape, at pointer: String = "") -> [String] {
        switch (released, present) {
        case (.scalar(let old), .scalar(let new)) where old == new: []
        case (.list(let old), .list(let new)), (.map(let old), .map(let new)):
            between(released: old, present: new, at: pointer + "/*")
        case (.words(let old, _), .words(let new, let type)): words(old, new, place(pointer, type))
        case (.object(let old, _), .object(let new, let type)): members(old, new, at: pointer, of: type, "member")
        case (.cases(let old, _), .cases(let new, let type)): members(old, new, at: pointer, of: type, "case")
        case (let old, let new): ["\(pointer.isEmpty ? "the whole" : pointer) was \(old.title) and is \(new.title)"]
        }
    }

    private static func words(_ old: [String], _ new: [String], _ place: String) -> [String] {
        old.filter { !new.contains($0) }.map { "\(place) no longer has the word \($0)" }
            + new.filter { !old.contains($0) }.map { "\(place) has a new word, \($0)" }
    }

    private static func members(
        _ old: [Shape.Member], _ new: [Shape.Member], at pointer: String, of type: String, _ what: String
    ) -> [String] {
        let place = place(pointer, type)
        let gone = old.filter { member in !new.contains { $0.name == member.name } }
        return gone.map { "\(place) no longer has the \(what) \($0.name)" }
            + new.flatMap { member -> [String] in
                guard let before = old.first(where: { $0.name == member.name }) else {
                    return ["\(place) has a new \(member.isOptional ? "optional " : "")\(what), \(member.name)"]
                }
                return presence(before, member, place)
                    + between(released: before.shape, present: member.shape, at: "\(pointer)/\(member.name)")
            }
    }

    private static func presence(_ old: Shape.Member, _ new: Shape.Member, _ place: String) -> [String] {
        guard old.isOptional != new.isOptional else { return [] }
        let change = old.isOptional ? "was optional and is required" : "was required and is optional"
        return ["\(place)'s member \(new.name) \(change)"]
    }

    private static func place(_ pointer: String, _ type: String) -> String {
        pointer.isEmpty ? type : "\(type) at \(pointer)"
    }
}
