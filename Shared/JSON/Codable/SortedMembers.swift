/// A member as it stands in the text that is being written.
struct WrittenMember {
    /// The first eight bytes of the name, which nearly always tell which of two comes first.
    let prefix: UInt64
    /// Of the name with its quotes.
    let name: Range<Int>
    let isEscaped: Bool
    /// Behind the value.
    var end: Int

    init(_ text: String, name: Range<Int>) {
        let bytes = text.utf8Span.span
        var prefix: UInt64 = 0
        for index in 0..<min(8, bytes.count) { prefix |= UInt64(bytes[index]) << UInt64(56 - 8 * index) }
        self.prefix = prefix
        self.name = name
        isEscaped = name.count != bytes.count + 2
        end = name.upperBound
    }
}

extension JSONWriter {
    /// Puts the members from `first` on, which stand at the end of the text, in the order of their names.
    ///
    /// - Returns: the name that stands there twice, if one does.
    mutating func sort(_ members: inout [WrittenMember], from first: Int) -> String? {
        let start = members[first].name.lowerBound
        order(&members, from: first)
        var sorted: [UInt8] = []
        sorted.reserveCapacity(bytes.count - start)
        for index in first..<members.count {
            if index > first {
                guard precedes(members[index - 1], members[index]) else { return name(of: members[index]) }
                sorted.append(ASCII.comma)
            }
            sorted.append(contentsOf: bytes[members[index].name.lowerBound..<members[index].end])
        }
        bytes.replaceSubrange(start..., with: sorted)
        return nil
    }

    /// By insertion where there are few, as types have: in place, and without a closure.
    private func order(_ members: inout [WrittenMember], from first: Int) {
        guard members.count - first < 40 else {
            members.replaceSubrange(first..., with: members[first...].sorted(by: precedes))
            return
        }
        for index in first + 1..<members.count {
            let member = members[index]
            var place = index
            while place > first, precedes(member, members[place - 1]) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = member
        }
    }

    /// By the bytes of the names, as they are without escapes.
    private func precedes(_ left: WrittenMember, _ right: WrittenMember) -> Bool {
        guard left.prefix == right.prefix else { return left.prefix < right.prefix }
        guard !left.isEscaped, !right.isEscaped else {
            return name(of: left).utf8.lexicographicallyPrecedes(name(of: right).utf8)
        }
        let (left, right) = (left.name.dropFirst().dropLast(), right.name.dropFirst().dropLast())
        return bytes[left].lexicographicallyPrecedes(bytes[right])
    }

    func name(of member: WrittenMember) -> String {
        var reader = JSONReader(Array(bytes[member.name]), acceptsZero: true)
        return (try? reader.string()) ?? ""
    }
}
