/// Writes how a struct is read and written: one pass, no dictionary, no reflection.
struct StructCodec {
    /// The struct's full name: `OrdersWire.Line`.
    let owner: String
    let members: [Member]
    /// Extensions of a nested type do not see its neighbours, hence the prefix.
    let types: SwiftType

    func write(to code: inout CodeWriter) {
        code.block("extension \(owner)") { code in
            let names = members.map { CodeWriter.quoted($0.name) }.joined(separator: ", ")
            code.line("private static let memberNames: JSONMemberNames = [\(names)]")
            code.line()
            code.block("package init(from reader: inout JSONReader) throws(JSONError)") { decoder(&$0) }
            code.line()
            code.block("package func encode(into writer: inout JSONWriter)") { encoder(&$0) }
        }
    }

    private func decoder(_ code: inout CodeWriter) {
        for member in members { code.line("var \(Naming.escaped(member.name)): \(types.base(member))?") }
        code.line("var cursor = try reader.beginObject()")
        code.block("while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames)") { code in
            code.line("if try reader.null() { continue }")
            code.line("switch memberIndex {")
            for (index, member) in members.enumerated() {
                code.line("case \(index): \(Naming.escaped(member.name)) = \(types.read(member))")
            }
            code.line("default: try reader.skip()")
            code.line("}")
        }
        for member in members where member.isRequired {
            let name = Naming.escaped(member.name)
            code.line("guard let \(name) else { throw reader.missing(\(CodeWriter.quoted(member.name)), in: cursor) }")
        }
        for member in members { code.line("self.\(member.name) = \(Naming.escaped(member.name))") }
    }

    private func encoder(_ code: inout CodeWriter) {
        code.line("writer.beginObject()")
        for member in members {
            let name = Naming.escaped(member.name)
            let write = "writer.name(\(CodeWriter.quoted(member.name)))"
            if member.isRequired {
                code.line(write)
                code.line(types.write(member))
            } else {
                code.block("if let \(name)") { code in
                    code.line(write)
                    code.line(types.write(member))
                }
            }
        }
        code.line("writer.endObject()")
    }
}
