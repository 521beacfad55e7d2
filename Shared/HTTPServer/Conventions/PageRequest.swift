/// Which part of a list is asked for, by key instead of by offset: `cursor` is where the last page ended.
package struct PageRequest: Sendable, Hashable {
    package static let limitMax = 200
    package static let limitDefault = 50
    package static let cursorBytesMax = 512

    /// What `next` of the last page said; `nil` for the first page. Opaque to clients, checked by whoever issued it.
    package let cursor: String?
    /// How many items at most, 1 to `limitMax`.
    package let limit: Int

    /// - Throws: `Problem` 400 for a limit that is no number from 1 to `limitMax`, and for an empty or overlong cursor.
    package init(_ query: QueryParameters) throws(Problem) {
        cursor = query["cursor"]
        if let cursor, !(1...Self.cursorBytesMax).contains(cursor.utf8.count) {
            throw .badRequest("The cursor must be the 'next' of an earlier page, or absent.", field: "cursor")
        }
        guard let text = query["limit"] else {
            limit = Self.limitDefault
            return
        }
        guard let number = Int(text), (1...Self.limitMax).contains(number) else {
            throw .badRequest("The limit must be a number from 1 to \(Self.limitMax).", field: "limit")
        }
        limit = number
    }
}
