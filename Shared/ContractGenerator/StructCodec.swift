import JSON

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
            patternConstants(&code)
            code.line()
            code.block("package init(from reader: inout JSONReader) throws(JSONError)") { decoder(&$0) }
            code.line()
            code.block("package func encode(into writer: inout JSONWriter)") { encoder(&$0) }
        }
    }

    /// The patterns of the members, each once, with the name of the first member that has it.
    private var patterns: [(text: String, constant: String)] {
        var patterns: [(text: String, constant: String)] = []
        for member in members {
            guard let text = pattern(of: member.schema), !patterns.contains(where: { $0.text == text }) else {
                continue
            }
            patterns.append((text, member.name + "Pattern"))
        }
        return patterns
    }

    private func pattern(of schema: Schema) -> String? {
        switch schema.kind {
        case .string(_, let pattern): pattern
        case .array(let element, _): pattern(of: element)
        default: nil
        }
    }

    private func constant(of pattern: String) -> String { patterns.first { $0.text == pattern }?.constant ?? "" }

    private func patternConstants(_ code: inout CodeWriter) {
        for (text, constant) in patterns {
            // The parser has refused patterns that do not compile.
            let steps = (try? PatternCompiler.steps(of: text)) ?? []
            code.list(
                "private static let \(constant) = TextPattern(\(CodeWriter.quoted(text)), [", steps.map(literal),
                closing: "])")
        }
    }

    private func literal(_ step: TextPattern.Step) -> String {
        let most = step.count.upperBound == .max ? "Int.max" : String(step.count.upperBound)
        let (low, high) = (String(step.low, radix: 16), String(step.high, radix: 16))
        return ".init(low: 0x\(low), high: 0x\(high), count: \(step.count.lowerBound)...\(most))"
    }

    private func decoder(_ code: inout CodeWriter) {
        for member in members { code.line("var \(Naming.escaped(member.name)): \(types.base(member))?") }
        code.line("var cursor = try reader.beginObject()")
        code.block("while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames)") { code in
            code.line("if try reader.null() { continue }")
            code.line("switch memberIndex {")
            for (index, member) in members.enumerated() {
                code.line(
                    "case \(index): \(Naming.escaped(member.name)) = \(types.read(member, pattern: constant(of:)))")
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
                types.write(member, to: &code)
            } else {
                code.block("if let \(name)") { code in
                    code.line(write)
                    types.write(member, to: &code)
                }
            }
        }
        code.line("writer.endObject()")
    }
}
