extension Story {
    /// A partner's feed comes in; what is broken in it is told by line (DOM-07).
    func ingestFeed() async throws {
        Teller.chapter(2, "A partner's feed is taken in")
        let bytes = try readFile(options.feedPath)
        let announced = try Announcement(bytes)
        var call = Call(
            step: "ingest the feed", method: "PUT", place: .catalog, path: "/partner-feeds/\(announced.partner)/full",
            person: .operator)
        (call.body, call.isJSON, call.timeoutMs) = (bytes, false, 600_000)
        let began = ContinuousClock.now
        let report = try await web.send(call)
        let seconds = (ContinuousClock.now - began).components.seconds
        try report.expect("/lines", is: announced.lines)
        let broken = try report.number("/broken"), reported = try report.list("/brokenLines")
        try Teller.expect(
            report.step, "a few broken lines, each told by its number", broken > 0 && reported.count == broken,
            came: "\(broken) broken, \(reported.count) told"
        )
        Teller.tell(
            "\(announced.lines) listings of \(announced.partner) within \(seconds) s: \(try report.number("/added")) added, "
                + "\(try report.number("/changed")) changed, \(try report.number("/removed")) removed, \(broken) broken."
        )
        for line in reported { Teller.tell("Line \(try line.number("/number")): \(try line.text("/reason")).") }
    }
}

/// What the feed says of itself in its first and last lines.
private struct Announcement {
    let partner: String
    let lines: Int64

    init(_ feed: [UInt8]) throws(StoryFailure) {
        let whole = feed.last == UInt8(ascii: "\n") ? feed.dropLast() : feed[...]
        let first = whole.prefix { $0 != UInt8(ascii: "\n") }
        let last = whole.suffix(from: (whole.lastIndex(of: UInt8(ascii: "\n")) ?? whole.startIndex - 1) + 1)
        let (head, end) = (Self.fields(first), Self.fields(last))
        guard head.count == 5, end.count == 3, let lines = Int64(end[1]) else {
            throw StoryFailure(
                step: "read the feed", expected: "a header and a last line as in the catalog's README",
                came: String(decoding: first, as: UTF8.self))
        }
        partner = head[3]
        self.lines = lines
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [String] {
        String(decoding: line, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
}
