/// Where one value is to be written.
struct JSONPlace {
    /// How many containers are around it.
    let level: Int
    /// No two places of a text have the same.
    let id: Int
}

/// The text of one value while its Codable writes it.
final class JSONOutput {
    let userInfo: [CodingUserInfoKey: Any]
    /// Every call from without is one access: the runtime looks after each.
    var text = JSONOpenText()

    init(userInfo: [CodingUserInfoKey: Any]) { self.userInfo = userInfo }

    func encode(_ value: some Encodable, at place: JSONPlace) throws {
        do {
            try value.encode(to: ValueEncoder(output: self, place: place))
        } catch {
            text.fail(error)
            throw error
        }
        text.end(place)
    }

    func finish() throws -> [UInt8] {
        if let failure = text.failure { throw failure }
        return text.bytes
    }
}

/// A text of which some objects and arrays are not closed yet.
///
/// A type writes its members one after the other, each to its end, so that all that is open is a stack. An object's members are put in
/// order when it is closed. Whatever goes wrong stays: even where a type passes over an error, the text is not handed out.
struct JSONOpenText {
    private struct Level {
        let id: Int
        let isObject: Bool
        /// Of the object's members among all that are open.
        let firstMember: Int
        var isSorted = true
        /// Elements of an array.
        var count = 0
    }

    /// How many objects and arrays may be open at once; readers allow as many.
    static let depthLimit = 512

    private var writer = JSONWriter()
    private var levels: [Level] = []
    private var members: [WrittenMember] = []
    private var lastID = 0
    /// The place that has no value yet; 0 when there is none.
    private var due = 0
    private(set) var failure: (any Error)?

    var bytes: [UInt8] { writer.bytes }

    /// The place that comes next.
    mutating func place() -> JSONPlace {
        lastID += 1
        due = lastID
        return JSONPlace(level: levels.count, id: lastID)
    }

    /// Writes a value without members at its place.
    mutating func write(_ value: some JSONScalar, at place: JSONPlace) throws {
        guard due == place.id else { throw fail(.malformed, "a second value is written at the same place") }
        due = 0
        try write(value)
    }

    /// Writes the next member of the object at the place.
    mutating func member(_ name: String, in place: JSONPlace, _ value: some JSONScalar) throws {
        try self.name(name, in: place)
        try write(value)
    }

    /// Begins the next member of the object at the place.
    ///
    /// - Returns: where its value goes.
    mutating func member(_ name: String, in place: JSONPlace) throws -> JSONPlace {
        try self.name(name, in: place)
        return self.place()
    }

    /// Writes the next element of the array at the place.
    mutating func element(in place: JSONPlace, _ value: some JSONScalar) throws {
        try enter(place)
        levels[place.level].count += 1
        try write(value)
    }

    /// Begins the next element of the array at the place.
    ///
    /// - Returns: where its value goes.
    mutating func element(in place: JSONPlace) throws -> JSONPlace {
        try enter(place)
        levels[place.level].count += 1
        return self.place()
    }

    /// Opens an object or array at the place; once more does nothing.
    mutating func open(_ place: JSONPlace, isObject: Bool) {
        guard due == place.id else {
            if place.level >= levels.count || levels[place.level].id != place.id
                || levels[place.level].isObject != isObject
            {
                _ = fail(.malformed, "a second value is written at the same place")
            }
            return
        }
        due = 0
        if levels.count == Self.depthLimit { _ = fail(.tooDeep, "more than \(Self.depthLimit) levels of nesting") }
        levels.append(Level(id: place.id, isObject: isObject, firstMember: members.count))
        if isObject { writer.beginObject() } else { writer.beginArray() }
    }

    /// Closes what was opened at the place.
    mutating func end(_ place: JSONPlace) {
        fill()
        while levels.count > place.level { close() }
    }

    func count(in place: JSONPlace) -> Int { place.level < levels.count ? levels[place.level].count : 0 }

    /// The first error stays.
    mutating func fail(_ error: any Error) { failure = failure ?? error }
}

extension JSONOpenText {
    /// Closes all that was opened within the container at the place.
    private mutating func enter(_ place: JSONPlace) throws {
        fill()
        while levels.count > place.level + 1 { close() }
        guard levels.count == place.level + 1, levels[place.level].id == place.id else {
            throw fail(.malformed, "something is written into what was closed before")
        }
        if let failure { throw failure }
    }

    private mutating func name(_ name: String, in place: JSONPlace) throws {
        try enter(place)
        let start = writer.nextPosition
        let isFirst = members.count == levels[place.level].firstMember
        if !isFirst { members[members.count - 1].end = writer.bytes.count }
        writer.name(name)
        let member = WrittenMember(name, name: start..<writer.bytes.count - 1)
        if !isFirst, members[members.count - 1].prefix >= member.prefix { levels[place.level].isSorted = false }
        members.append(member)
    }

    private mutating func write(_ value: some JSONScalar) throws {
        guard value.isWritable else { throw fail(.invalidValue, "JSON has no such number") }
        value.write(to: &writer)
    }

    /// A value that writes nothing is an object without members.
    private mutating func fill() {
        guard due != 0 else { return }
        due = 0
        writer.beginObject()
        writer.endObject()
    }

    private mutating func close() {
        let level = levels.removeLast()
        guard level.isObject else { return writer.endArray() }
        if !level.isSorted {
            members[members.count - 1].end = writer.bytes.count
            if let name = writer.sort(&members, from: level.firstMember) {
                _ = fail(.duplicateMember, "the member \(name) is written twice")
            }
        }
        members.removeLast(members.count - level.firstMember)
        writer.endObject()
    }

    private mutating func fail(_ code: JSONError.Code, _ detail: String) -> any Error {
        let pointer = path(to: levels.count).map { JSONPointer.step($0.stringValue) }.joined()
        let error = failure ?? JSONError(code, pointer: pointer, detail: detail)
        failure = error
        return error
    }

    /// The way through so many of the open containers.
    func path(to level: Int) -> [any CodingKey] {
        levels.prefix(level).enumerated().map { position, level in
            guard level.isObject else { return JSONStep(intValue: level.count - 1) }
            let next = position + 1 < levels.count ? levels[position + 1].firstMember : members.count
            return JSONStep(stringValue: next > level.firstMember ? writer.name(of: members[next - 1]) : "")
        }
    }
}
