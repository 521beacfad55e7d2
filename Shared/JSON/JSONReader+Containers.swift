/// Where the reader stands within one object.
package struct JSONObjectCursor {
    /// The offset of the opening brace.
    let start: Int
    var isFirst = true
    /// The name that comes next if the writer kept the order of the list.
    var expected = 0
    /// One bit per name of the list already met.
    var seen: UInt64 = 0
    /// The names met that are not in the list.
    var unlisted: Set<String> = []
}

/// Where the reader stands within one array.
package struct JSONArrayCursor {
    /// The offset of the opening bracket.
    let start: Int
    var isFirst = true
}

extension JSONReader {
    /// Enters an object; anything else is `wrongType`.
    package mutating func beginObject() throws(JSONError) -> JSONObjectCursor {
        guard peek() == ASCII.openBrace else { throw wrongType(expected: "an object") }
        let start = position
        try enter()
        return JSONObjectCursor(start: start)
    }

    /// Enters an array; anything else is `wrongType`.
    package mutating func beginArray() throws(JSONError) -> JSONArrayCursor {
        guard peek() == ASCII.openBracket else { throw wrongType(expected: "an array") }
        let start = position
        try enter()
        return JSONArrayCursor(start: start)
    }

    /// Moves to the next element, which must then be read or skipped; false when the array is closed.
    package mutating func nextElement(_ array: inout JSONArrayCursor) throws(JSONError) -> Bool {
        if consumesEnd(ASCII.closeBracket) { return false }
        if array.isFirst {
            array.isFirst = false
        } else {
            guard consume(ASCII.comma) else { throw malformed("expected a comma or the end of the array") }
        }
        return true
    }

    /// Moves to the next member, whose value must then be read or skipped; nil when the object is closed.
    ///
    /// - Returns: the name's index in `names`, or `names.count` for a name that is not in the list.
    /// - Throws: `duplicateMember` when a name comes twice, be it in the list or not.
    package mutating func nextMember(_ object: inout JSONObjectCursor, of names: JSONMemberNames) throws(JSONError)
        -> Int?
    {
        guard try beginName(&object) else { return nil }
        var index = object.expected
        if let end = names.match(index, in: bytes, at: position) {
            position = end
        } else {
            let name = try self.name()
            index = names.index(of: name)
            if index == names.count, !object.unlisted.insert(name).inserted { throw duplicate() }
        }
        if index < names.count {
            let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: index)
            guard object.seen & bit == 0 else { throw duplicate() }
            object.seen |= bit
            object.expected = index + 1
        }
        try colon()
        return index
    }

    /// Moves to the next member of an object with free names; nil when the object is closed. Repeated names are the caller's affair.
    package mutating func nextName(_ object: inout JSONObjectCursor) throws(JSONError) -> String? {
        guard try beginName(&object) else { return nil }
        let name = try self.name()
        try colon()
        return name
    }

    /// The error for a member that `object` should have had.
    @inline(never)
    package func missing(_ name: String, in object: JSONObjectCursor) -> JSONError {
        JSONError(
            .missingMember, pointer: pointer(at: object.start) + JSONPointer.step(name), offset: object.start,
            detail: "this member is required")
    }

    /// The error for the name just read, standing in its object for the second time.
    @inline(never)
    package func duplicate() -> JSONError { error(.duplicateMember, "this member stands twice in its object") }
}

extension JSONReader {
    private mutating func consumesEnd(_ closing: UInt8) -> Bool {
        guard peek() == closing else { return false }
        leave()
        return true
    }

    /// Stands behind the opening quote of the next name afterwards; false when the object is closed.
    @inline(__always)
    private mutating func beginName(_ object: inout JSONObjectCursor) throws(JSONError) -> Bool {
        if object.isFirst {
            if consumesEnd(ASCII.closeBrace) { return false }
            object.isFirst = false
        } else if !consume(ASCII.comma) {
            guard consumesEnd(ASCII.closeBrace) else { throw malformed("expected a comma or the end of the object") }
            return false
        }
        guard consume(ASCII.quote) else { throw malformed("expected a member's name in quotes") }
        return true
    }

    @inline(__always)
    private mutating func colon() throws(JSONError) {
        guard consume(ASCII.colon) else { throw malformed("expected a colon after a member's name") }
    }

    private mutating func name() throws(JSONError) -> String {
        position -= 1
        return try string()
    }
}
