/// The members of an object, in the order in which they were written or added. Equal whatever the order.
package struct JSONMembers: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var names: [String] = []
    private var values: [String: JSONValue] = [:]

    package init() {}

    /// The later of two equal names wins, in the place of the first.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        for (name, value) in members { self[name] = value }
    }

    package var count: Int { names.count }
    package var isEmpty: Bool { names.isEmpty }

    /// Setting nil takes the member away.
    package subscript(name: String) -> JSONValue? {
        get { values[name] }
        set {
            switch (values[name], newValue) {
            case (nil, nil): break
            case (nil, _?): names.append(name)
            case (_?, nil): names.removeAll { $0 == name }
            case (_?, _?): break
            }
            values[name] = newValue
        }
    }
}

extension JSONMembers: Sequence {
    package func makeIterator() -> some IteratorProtocol<(name: String, value: JSONValue)> {
        names.lazy.compactMap { name in values[name].map { (name: name, value: $0) } }.makeIterator()
    }
}

extension JSONMembers: Hashable {
    package static func == (left: JSONMembers, right: JSONMembers) -> Bool { left.values == right.values }
    package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
