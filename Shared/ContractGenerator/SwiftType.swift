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

    /// - Parameter pattern: the constant that holds the compiled pattern.
    func read(_ member: Member, pattern: (String) -> String) -> String {
        if case .words = member.schema.kind { return "try \(base(member))(from: &reader)" }
        return read(member.schema, pattern: pattern)
    }

    private func read(_ schema: Schema, pattern: (String) -> String) -> String {
        switch schema.kind {
        case .string(let limits, nil): "try reader.string(\(limits.range))"
        case .string(let limits, let text?): "try reader.string(\(limits.range), Self.\(pattern(text)))"
        case .integer(let limits): "try reader.int64(\(limits.range))"
        case .money(let limits): "Money(fen: try reader.int64(\(limits.range)))"
        case .boolean: "try reader.bool()"
        case .array(let element, let limits):
            "try reader.array(\(limits.range)) { (reader) throws(JSONError) in \(read(element, pattern: pattern)) }"
        default: "try \(name(schema))(from: &reader)"
        }
    }

    func write(_ member: Member, to code: inout CodeWriter) {
        write(member.schema, Naming.escaped(member.name), to: &code)
    }

    private func write(_ schema: Schema, _ name: String, to code: inout CodeWriter) {
        switch schema.kind {
        case .string: code.line("writer.string(\(name))")
        case .integer: code.line("writer.int64(\(name))")
        case .money: code.line("writer.int64(\(name).fen)")
        case .boolean: code.line("writer.bool(\(name))")
        case .array(let element, _):
            code.line("writer.beginArray()")
            code.block("for element in \(name)") { write(element, "element", to: &$0) }
            code.line("writer.endArray()")
        default: code.line("\(name).encode(into: &writer)")
        }
    }

    /// Whether the type comes from Kernel.
    static func isKernels(_ schema: Schema) -> Bool {
        switch schema.kind {
        case .instant, .date, .money: true
        case .array(let element, _): isKernels(element)
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
        case .named(let name): prefix + name
        // Objects without a name are payloads only; the parser refuses them as members.
        case .object: "Never"
        }
    }
}

extension Limits {
    /// As a range in Swift.
    var range: String { "\(least)...\(most)" }
}
