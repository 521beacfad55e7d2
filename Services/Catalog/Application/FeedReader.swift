package import CatalogDomain

/// Cuts a feed into lines, parses them and watches over its wholeness. Holds no more than a chunk and a line.
package struct FeedReader {
    package private(set) var header: FeedHeader?
    private let rules: FeedRules
    private var digest: any FeedDigest
    /// Bytes that are not yet a whole line, and whole lines not yet drained.
    private var pending: [UInt8] = []
    private var trailer: FeedTrailer?
    private var lineNumber: Int64 = 0
    private var broken: Int64 = 0
    private var brokenLines: [FeedReport.BrokenLine] = []

    package static let lineBytesMax = 4_096

    package init(rules: FeedRules, digest: any FeedDigest) {
        self.rules = rules
        self.digest = digest
    }

    /// - Throws: `FeedFault` if the first line is no header, or a line has no end.
    package mutating func append(_ chunk: [UInt8]) throws(FeedFault) {
        pending += chunk
        guard header == nil else { return }
        guard let end = pending.firstIndex(of: UInt8(ascii: "\n")) else { return try checkLength(pending.count) }
        lineNumber = 1
        header = try FeedHeader(line: Self.text(pending[..<end]) ?? "")
        take(upTo: end + 1)
    }

    /// Stages the whole lines that have arrived.
    package mutating func drain(into area: any StagingArea) async throws {
        guard let kind = header?.kind else { return }
        var start = pending.startIndex
        while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = pending[start..<end]
            if isTrailer(line) {
                take(upTo: start)
                trailer = try FeedTrailer(line: Self.text(line) ?? "")
                pending.removeFirst(end + 1 - start)
                return try checkEnded()
            }
            try await stage(line, in: kind, area)
            start = end + 1
        }
        take(upTo: start)
        try checkEnded()
        try checkLength(pending.count)
    }

    /// What was read, if it is whole.
    package mutating func finish() throws(FeedFault) -> FeedTally {
        if trailer == nil, isTrailer(pending[...]) {
            // The last line need not end with a line feed.
            trailer = try FeedTrailer(line: Self.text(pending[...]) ?? "")
            pending = []
        }
        guard let trailer else { throw FeedFault("the feed was cut off: its last line, end|…, is missing") }
        guard let header else { throw FeedFault("the feed has no first line") }
        try checkEnded()
        let lines = lineNumber - 1
        let hash = digest.hexadecimal()
        try Feed.check(trailer, lines: lines, broken: broken, digest: hash)
        return FeedTally(
            runID: "feed-\(header.partner.rawValue)-\(hash.prefix(32))", lines: lines, broken: broken,
            brokenLines: brokenLines)
    }

    private mutating func stage(_ bytes: ArraySlice<UInt8>, in kind: FeedKind, _ area: any StagingArea) async throws {
        lineNumber += 1
        switch parse(bytes, in: kind) {
        case .success(let line): try await area.stage(line, number: lineNumber)
        case .failure(let fault):
            broken += 1
            if brokenLines.count < FeedReport.brokenLinesMax {
                brokenLines.append(.init(number: lineNumber, reason: fault.reason))
            }
        }
    }

    private func parse(_ bytes: ArraySlice<UInt8>, in kind: FeedKind) -> Result<FeedLine, FeedFault> {
        Result { () throws(FeedFault) in
            guard let text = Self.text(bytes) else { throw FeedFault("not UTF-8") }
            return try FeedLine(text, in: kind, by: rules)
        }
    }

    private func isTrailer(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: FeedTrailer.prefix.utf8) }

    private mutating func take(upTo end: Int) {
        digest.update(pending[..<end])
        pending.removeFirst(end)
    }

    private func checkEnded() throws(FeedFault) {
        guard trailer == nil || pending.isEmpty else { throw FeedFault("there is something after the last line") }
    }

    private func checkLength(_ count: Int) throws(FeedFault) {
        guard count <= Self.lineBytesMax else {
            throw FeedFault("line \(lineNumber + 1) is longer than \(Self.lineBytesMax) bytes")
        }
    }

    /// The line without a carriage return; nil if it is not UTF-8.
    private static func text(_ bytes: ArraySlice<UInt8>) -> Substring? {
        let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        return String(validating: line, as: UTF8.self).map { Substring($0) }
    }
}
