import FoundationEssentials

/// Every word of Swift sources: identifiers, and whatever stands between two quotation marks of a line.
///
/// Names of cases and raw values are among them, and an enumeration knows its own when it is offered them all.
package enum SourceWords {
    package static func of(_ text: String) -> Set<String> {
        var words: Set<String> = []
        for line in text.split(separator: "\n") {
            let pieces = line.split(separator: "\"", omittingEmptySubsequences: false)
            if pieces.count > 1 { words.formUnion(pieces.map(String.init)) }
            words.formUnion(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        }
        return words
    }

    /// Of all Swift files below the folders.
    package static func of(folders: [String]) -> Set<String> {
        folders.reduce(into: []) { words, folder in
            let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            for path in paths where path.hasSuffix(".swift") {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
                words.formUnion(of(String(decoding: bytes, as: UTF8.self)))
            }
        }
    }
}
