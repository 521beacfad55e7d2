import EventContracts
import Kernel
import Testing

extension Envelope {
    static let full = Envelope(
        id: "e-1", source: Envelope.source(of: "orders"), type: "marketplace.orders.order-paid.v1",
        time: Instant(microseconds: 1_795_248_000_000_001), subject: "O-1", partitionKey: "O-1", sequence: 42,
        causationID: "in-1", traceParent: "00-a-b-01", replayID: "r-1")
}

@Suite("Envelopes are read strictly, and what is wrong is named") struct EnvelopeReadTests {
    private typealias Header = (name: String, value: [UInt8]?)

    private static let full: [Header] = Envelope.full.headers.map { ($0.name, Array($0.value.utf8)) }
    private static let required: Set = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"]

    /// Lays the headers out as a consumer does, one behind the other.
    private func read(_ headers: [Header]) throws(EnvelopeFault) -> Envelope {
        var bytes: [UInt8] = []
        var ranges: [(name: Range<Int>, value: Range<Int>?)] = []
        for header in headers {
            let start = bytes.count
            bytes += Array(header.name.utf8)
            let end = bytes.count
            bytes += header.value ?? []
            ranges.append((start..<end, header.value.map { _ in end..<bytes.count }))
        }
        var found = EnvelopeHeaders()
        for range in ranges { found.note(name: range.name, value: range.value, in: bytes.span) }
        return try Envelope.read(found, in: bytes.span)
    }

    private func fault(_ headers: [Header]) -> String? {
        do throws(EnvelopeFault) {
            _ = try read(headers)
            return nil
        } catch { return error.description }
    }

    private func full(with name: String, _ value: [UInt8]?) -> [Header] {
        Self.full.map { $0.name == name ? (name, value) : $0 }
    }

    private func full(with name: String, _ value: String) -> [Header] { full(with: name, Array(value.utf8)) }

    @Test("What is written is read back, in any order, with and without the optional headers")
    func roundTrip() throws {
        #expect(try read(Self.full) == .full)
        #expect(try read(Self.full.reversed()) == .full)
        let short = try read(Self.full.filter { Self.required.contains($0.name) })
        #expect(
            short
                == Envelope(
                    id: "e-1", source: "/marketplace/orders", type: "marketplace.orders.order-paid.v1",
                    time: Instant(microseconds: 1_795_248_000_000_001)))
    }

    @Test("Headers that are not ours may come, and twice")
    func foreign() throws {
        let others: [Header] = [("x", nil), ("x", [0]), ("ce_idx", [0xFF]), ("ce_", [])]
        #expect(try read(others + Self.full) == .full)
    }

    @Test("A required header that is missing is named", arguments: EventHeader.allCases)
    func missing(header: EventHeader) {
        let name = header.name
        let reason = Self.required.contains(name) ? "header \(name) is missing" : nil
        #expect(fault(Self.full.filter { $0.name != name }) == reason)
    }

    @Test("A header that comes twice, without a value, empty or blank is refused", arguments: EventHeader.allCases)
    func unusable(header: EventHeader) {
        let name = header.name
        #expect(fault(Self.full + Self.full.filter { $0.name == name }) == "header \(name) comes more than once")
        #expect(fault(full(with: name, nil)) == "header \(name) has no value")
        #expect(fault(full(with: name, "")) == "header \(name) is blank")
        #expect(fault(full(with: name, " \u{3000}")) == "header \(name) is blank")
    }

    @Test(
        "A value that cannot be stored as text is refused, whichever header it is in", arguments: EventHeader.allCases)
    func unstorable(header: EventHeader) {
        let name = header.name
        #expect(fault(full(with: name, [0x41, 0xFF])) == "header \(name) is not UTF-8")
        for scalar in ["\0", "\u{1F}", "\u{7F}", "\u{85}"] as [Unicode.Scalar] {
            let reason = "header \(name) has a control character (code point \(scalar.value)) at place 3"
            #expect(fault(full(with: name, "1.\(scalar)")) == reason)
        }
    }

    @Test(
        "A value has at most 255 code points, however many bytes they take",
        arguments: [EventHeader.id, .source, .subject])
    func lengths(header: EventHeader) throws {
        for character in ["x", "域", "\u{301}", "\u{1F468}"] {
            let longest = String(repeating: character, count: 255)
            #expect(fault(full(with: header.name, longest)) == nil)
            let reason = "header \(header.name) is longer than 255 characters"
            #expect(fault(full(with: header.name, longest + character)) == reason)
        }
    }

    @Test("Only version 1.0 is read", arguments: ["0.3", "1", "1.0.2", "2.0", " 1.0"])
    func versions(version: String) {
        #expect(fault(full(with: "ce_specversion", version)) == "header ce_specversion is not '1.0'")
    }

    @Test("A time in any form of RFC 3339 is read, anything else refused")
    func times() throws {
        #expect(try read(full(with: "ce_time", "1970-01-01T08:00:00.5+08:00")).time == Instant(microseconds: 500_000))
        for text in ["yesterday", "2026-11-21", "2026-02-30T00:00:00Z", "1795248000"] {
            #expect(fault(full(with: "ce_time", text))?.hasPrefix("header ce_time is no RFC 3339 date-time") == true)
        }
    }

    @Test("A sequence is nineteen digits that a number holds")
    func sequences() throws {
        #expect(try read(full(with: "ce_sequence", "9223372036854775807")).sequence == .max)
        for text in ["42", "x000000000000000042", "+000000000000000042", "9223372036854775808", "00000000000000000042"]
        {
            #expect(fault(full(with: "ce_sequence", text))?.hasPrefix("header ce_sequence is not a number") == true)
        }
    }

    @Test(
        "Structured mode is known as such, even where it has no other header",
        arguments: [
            "application/cloudevents+json", "Application/CloudEvents+JSON; charset=utf-8",
            "application/cloudevents-batch+json",
        ])
    func structured(type: String) {
        let reason = "header content-type says structured mode, which is not read here"
        #expect(fault([("content-type", Array(type.utf8))])?.hasPrefix(reason) == true)
        #expect(fault(full(with: "content-type", type))?.hasPrefix(reason) == true)
    }

    @Test("A record without any header, and one whose names are nearly right, say so")
    func names() {
        #expect(fault([]) == "header ce_specversion is missing")
        for name in ["ce-type", "CE_TYPE", "Ce-Type"] {
            let headers = Self.full.map { $0.name == "ce_type" ? (name, $0.value) : $0 }
            #expect(fault(headers) == "header ce_type is missing; '\(name)' is not the same name")
        }
        #expect(fault([("ce-type", [0x78])]) == "header ce_specversion is missing")
    }

    @Test("A type can be found before the rest is read, unless there is no one type")
    func typeFirst() {
        let bytes = Array("ce_typeT".utf8)
        var headers = EnvelopeHeaders()
        #expect(headers.value(of: .type) == nil)
        headers.note(name: 0..<7, value: 7..<8, in: bytes.span)
        #expect(headers.value(of: .type) == 7..<8)
        headers.note(name: 0..<7, value: 7..<8, in: bytes.span)
        #expect(headers.value(of: .type) == nil)
    }
}
