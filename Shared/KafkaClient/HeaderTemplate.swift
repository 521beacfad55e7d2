/// The names, the order and the constant values of the headers that all records of a batch have.
package struct HeaderTemplate: Sendable {
    /// A place that each record fills for itself; one it leaves unfilled is not sent.
    package struct Field: Sendable { let index: Int }

    struct Entry: Sendable {
        let name: [UInt8]
        let constant: [UInt8]?
    }

    private(set) var entries: [Entry] = []

    package init() {}

    package mutating func addConstant(_ name: String, _ value: String) {
        entries.append(Entry(name: Array(name.utf8), constant: Array(value.utf8)))
    }

    package mutating func addField(_ name: String) -> Field {
        entries.append(Entry(name: Array(name.utf8), constant: nil))
        return Field(index: entries.count - 1)
    }
}
