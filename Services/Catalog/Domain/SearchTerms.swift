/// What a keyword search matches by (CAT-03): overlapping pairs of Han characters, and whole lower-case words of letters and digits.
///
/// PostgreSQL's own parser takes a run of Han characters for one word, and its trigrams do not serve two-character queries.
package enum SearchTerms {
    /// The text as it is compared: lower case, each run of blanks a single one.
    package static func normalized(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The terms of a text, sorted, each once. A Han character that stands alone is a term of its own.
    package static func terms(of text: String) -> [String] {
        Set(runs(of: text).flatMap { $0.isHan ? pairs($0.scalars) : [word($0.scalars)] }).sorted()
    }

    /// The terms that a text containing `query` must have: unlike `terms`, nothing for a Han character alone and for the first and
    /// last word, which may be parts of longer ones.
    package static func necessaryTerms(ofQuery query: String) -> [String] {
        let runs = runs(of: query)
        let certain = runs.enumerated().flatMap { index, run -> [String] in
            if run.isHan { return run.scalars.count > 1 ? pairs(run.scalars) : [] }
            let isInside = index > 0 && index < runs.count - 1
            return isInside ? [word(run.scalars)] : []
        }
        return Set(certain).sorted()
    }

    private struct Run {
        let isHan: Bool
        var scalars: [Unicode.Scalar]
    }

    /// Maximal runs of Han characters and of other letters and digits.
    private static func runs(of text: String) -> [Run] {
        var runs: [Run] = []
        var isOpen = false
        for scalar in text.lowercased().unicodeScalars {
            let isHan = isHan(scalar)
            guard isHan || scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                isOpen = false
                continue
            }
            if isOpen, let last = runs.indices.last, runs[last].isHan == isHan {
                runs[last].scalars.append(scalar)
            } else {
                runs.append(Run(isHan: isHan, scalars: [scalar]))
            }
            isOpen = true
        }
        return runs
    }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    private static func pairs(_ scalars: [Unicode.Scalar]) -> [String] {
        scalars.count == 1 ? [word(scalars)] : zip(scalars, scalars.dropFirst()).map { word([$0, $1]) }
    }

    private static func word(_ scalars: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
