/// How a schema appears in Swift.
struct SwiftType {
    /// What stands before the name of a contract's type: `OrdersWire.`, or nothing inside the namespace.
    let prefix: String

    /// The type of a member's property.
    func name(_ member: Member) -> String { base(member) + (member.isRequired ? "" : "?") }

    /// The same without regard to presence.
    func base(_ member: Member) -> String {
        if case .words = member.schema.kind { return Naming.typeName(member.name) }
        return name(member.schema)
    }

    func read(_ member: Member) -> String {
        switch member.schema.kind {
        case .string: "try reader.string()"
        case .integer: "try reader.int64()"
        case .boolean: "try reader.bool()"
        default: "try \(base(member))(from: &reader)"
        }
    }

    func write(_ member: Member) -> String {
        let name = Naming.escaped(member.name)
        return switch member.schema.kind {
        case .string: "writer.string(\(name))"
        case .integer: "writer.int64(\(name))"
        case .boolean: "writer.bool(\(name))"
        default: "\(name).encode(into: &writer)"
        }
    }

    /// Whether the type comes from Kernel.
    static func isKernels(_ schema: Schema) -> Bool {
        switch schema.kind {
        case .instant, .date, .money: true
        case .array(let element, _): isKernels(element)
        case .map(let value): isKernels(value)
        default: false
        }
    }

    private func name(_ schema: Schema) -> String {
        switch schema.kind {
        case .string, .words: "String"
        case .instant: "Instant"
        case .date: "CivilDate"
        case .integer: "Int64"
        case .money: "Money"
        case .boolean: "Bool"
        case .array(let element, _): "[\(name(element))]"
        case .map(let value): "[String: \(name(value))]"
        case .named(let name): prefix + name
        // Objects without a name are payloads only; the parser refuses them as members.
        case .object: "Never"
        }
    }
}
