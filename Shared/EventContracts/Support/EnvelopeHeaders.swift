/// Where the headers of a received record lie among its bytes: found in one pass, so that only what is needed becomes text.
package struct EnvelopeHeaders {
    enum Place {
        case absent
        case null
        case at(Range<Int>)
        case repeated
    }

    private var places = InlineArray<12, Place>(repeating: .absent)
    /// A header whose name is nearly one of ours, and the one it is taken for.
    private(set) var misspelt: (header: EventHeader, name: Range<Int>)?

    package init() {}

    /// Takes the record's next header; all of them are to be told, in any order.
    ///
    /// - Parameters:
    ///   - name: where its name lies in `bytes`.
    ///   - value: where its value lies in `bytes`; nil for a header without one.
    package mutating func note(name: Range<Int>, value: Range<Int>?, in bytes: Span<UInt8>) {
        let text = bytes.extracting(name)
        guard let header = EventHeader(name: text) else {
            if misspelt == nil, let meant = EventHeader(misspelt: text) { misspelt = (meant, name) }
            return
        }
        if case .absent = places[header.rawValue] {
            places[header.rawValue] = value.map(Place.at) ?? .null
        } else {
            places[header.rawValue] = .repeated
        }
    }

    /// Where the value of the header lies; nil unless the record has it, once. Enough to tell a record that is none of the reader's
    /// business before the rest of it is looked at.
    package func value(of header: EventHeader) -> Range<Int>? {
        if case .at(let range) = places[header.rawValue] { range } else { nil }
    }

    func place(of header: EventHeader) -> Place { places[header.rawValue] }
}
