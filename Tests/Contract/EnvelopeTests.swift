import EventContracts
import JSON
import Kernel
import Testing

@Suite("Envelopes are written") struct EnvelopeTests {
    @Test("The headers come in one order, and those that are nil are left out")
    func written() {
        let short = Envelope(id: "e", source: "/x", type: "t", time: Instant(microseconds: 0))
        #expect(
            short.headers.map(\.name) == ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"])
        #expect(Envelope.full.headers.map(\.name) == EventHeader.allCases.map(\.name))
    }

    @Test("Sequences are nineteen digits, so that texts sort like numbers")
    func sequence() {
        #expect(Envelope.text(ofSequence: 42) == "0000000000000000042")
        #expect(Envelope.text(ofSequence: .max) == "9223372036854775807")
    }
}

@Suite struct WireValueTests {
    private func decode<Value: WireValue>(_ text: String, as type: Value.Type) throws(JSONError) -> Value {
        var reader = JSONReader(Array(text.utf8))
        let value = try Value(from: &reader)
        try reader.end()
        return value
    }

    private func encode(_ value: some WireValue) -> String {
        var writer = JSONWriter()
        value.encode(into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "Instants are written as Kernel writes them and read back",
        arguments: [
            0, 1, -1, 1_795_248_000_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999, 951_782_399_999_999,
            -86_400_000_000, 253_402_300_800_000_000,
        ] as [Int64])
    func instants(microseconds: Int64) throws {
        let instant = Instant(microseconds: microseconds)
        #expect(encode(instant) == "\"\(instant.rfc3339)\"")
        if microseconds < 253_402_300_800_000_000 { #expect(try decode(encode(instant), as: Instant.self) == instant) }
    }

    @Test("Instants in other forms of RFC 3339 are read, anything else is refused")
    func otherInstants() throws {
        #expect(try decode(#""1970-01-01T08:00:00+08:00""#, as: Instant.self) == Instant(microseconds: 0))
        #expect(try decode(#""1970-01-01T00:00:00.5Z""#, as: Instant.self) == Instant(microseconds: 500_000))
        for text in [
            "2026-02-29T00:00:00.000000Z", "2026-01-01T24:00:00.000000Z", "2026-01-01", "",
            "2026-01-01T00:00:00.00000xZ",
        ] {
            let error = #expect(throws: JSONError.self) { try decode("\"\(text)\"", as: Instant.self) }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test("Days are read and written, days that do not exist refused")
    func days() throws {
        #expect(try encode(decode(#""2028-02-29""#, as: CivilDate.self)) == #""2028-02-29""#)
        for text in ["2027-02-29", "2027-2-1", "27-02-01", "2027-02-01T"] {
            #expect(throws: JSONError.self) { try decode("\"\(text)\"", as: CivilDate.self) }
        }
    }

    @Test("A word of a newer version is kept as it came")
    func words() throws {
        let outcome = try decode(#""postponed""#, as: PostingWire.AccountPostedV1.Outcome.self)
        #expect(outcome == .unknown("postponed"))
        #expect(!outcome.isKnown)
        #expect(encode(outcome) == #""postponed""#)
        #expect(try decode(#""debited""#, as: PostingWire.AccountPostedV1.Outcome.self) == .debited)
        #expect(throws: JSONError.self) {
            try decode("\"\(String(repeating: "x", count: 65))\"", as: PostingWire.AccountPostedV1.Outcome.self)
        }
    }

    @Test(
        "C31 A reader that cannot go on without knowing a word says where it stands and what it knows, and quotes nothing"
    )
    func unknownWords() throws {
        #expect(try PostingWire.AccountPostedV1.Outcome.debited.known(at: "/outcome") == .debited)
        let error = #expect(throws: JSONError.self) {
            try PostingWire.AccountPostedV1.Outcome.unknown("13800138000").known(at: "/outcome")
        }
        #expect(error?.pointer == "/outcome")
        #expect(error?.detail.contains("credited, debited, rejected") == true)
        #expect(error?.description.contains("13800138000") == false)
    }

    @Test("A closed list refuses every other word and names its own")
    func closedWords() throws {
        #expect(try decode(#""debit""#, as: PostingWire.PostAmountV1.Kind.self) == .debit)
        let error = #expect(throws: JSONError.self) {
            try decode(#""refund""#, as: PostingWire.PostAmountV1.Kind.self)
        }
        #expect(error?.detail == "expected one of credit, debit")
    }
}
