import JSON

/// A JSON pointer whose `*` stands for every element of an array.
struct JSONPath: Hashable, Sendable {
    let steps: [String]

    init(_ pointer: String) {
        steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    /// Where the values stand that the paths lead to, in the text's order; a null is nobody's.
    static func places(_ paths: [JSONPath], in text: [UInt8]) throws(JSONError) -> [Range<Int>] {
        var reader = JSONReader(text)
        var places: [Range<Int>] = []
        try collect(paths.map { $0.steps[...] }, &reader, &places)
        try reader.end()
        return places.filter { text[$0.lowerBound] != UInt8(ascii: "n") }
    }

    /// Where strings stand that are values.
    static func strings(in text: [UInt8]) throws(JSONError) -> [Range<Int>] {
        var reader = JSONReader(text)
        var places: [Range<Int>] = []
        try collectStrings(&reader, text, &places)
        try reader.end()
        return places
    }

    private static func collectStrings(
        _ reader: inout JSONReader, _ text: [UInt8], _ places: inout [Range<Int>]
    ) throws(JSONError) {
        if reader.isAtObject() {
            var object = try reader.beginObject()
            while try reader.nextName(&object) != nil { try collectStrings(&reader, text, &places) }
        } else if reader.isAtArray() {
            var array = try reader.beginArray()
            while try reader.nextElement(&array) { try collectStrings(&reader, text, &places) }
        } else {
            let place = try reader.skipValue()
            if text[place.lowerBound] == UInt8(ascii: "\"") { places.append(place) }
        }
    }

    private static func collect(
        _ paths: [ArraySlice<String>], _ reader: inout JSONReader, _ places: inout [Range<Int>]
    ) throws(JSONError) {
        guard !paths.contains(where: \.isEmpty) else { return places.append(try reader.skipValue()) }
        guard !paths.isEmpty else { return try reader.skip() }
        if reader.isAtObject() {
            var object = try reader.beginObject()
            while let name = try reader.nextName(&object) {
                try collect(paths.filter { $0.first == name }.map { $0.dropFirst() }, &reader, &places)
            }
        } else if reader.isAtArray() {
            var array = try reader.beginArray()
            while try reader.nextElement(&array) {
                try collect(paths.filter { $0.first == "*" }.map { $0.dropFirst() }, &reader, &places)
            }
        } else {
            try reader.skip()
        }
    }
}
