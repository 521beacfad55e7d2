import JSON
import Testing

private func written(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 0)
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

@Suite struct JSONWriterTests {
    @Test("Commas and colons come by themselves")
    func punctuation() {
        let text = written { writer in
            writer.beginObject()
            writer.name("a")
            writer.beginArray()
            writer.int64(1)
            writer.beginObject()
            writer.endObject()
            writer.null()
            writer.beginArray()
            writer.endArray()
            writer.endArray()
            writer.name("b")
            writer.bool(true)
            writer.name("c")
            writer.string("x")
            writer.name("d")
            writer.double(1.5)
            writer.endObject()
        }
        #expect(text == #"{"a":[1,{},null,[]],"b":true,"c":"x","d":1.5}"#)
    }

    @Test("What must be escaped is escaped, in names too; all else stays as it is")
    func escapes() {
        #expect(
            written { $0.string("a\"b\\c\n\r\t\u{1}\u{1F}/中😀\u{7F}") } == #""a\"b\\c\n\r\t\u0001\u001f/中😀"# + "\u{7F}\""
        )
        let text = written { writer in
            writer.beginObject()
            writer.name("q\"")
            writer.string("")
            writer.name("r\n")
            writer.int64(1)
            writer.endObject()
        }
        #expect(text == #"{"q\"":"","r\n":1}"#)
    }

    @Test(
        "Integers are written to the ends of 64 bits",
        arguments: [0, 9, 10, -1, 99, 100, 1_234_567_890, Int64.max, Int64.min])
    func integers(value: Int64) { #expect(written { $0.int64(value) } == String(value)) }

    @Test("Numbers JSON does not know become null")
    func doubles() {
        #expect(written { $0.double(.nan) } == "null")
        #expect(written { $0.double(-.infinity) } == "null")
        #expect(written { $0.double(0.1) } == "0.1")
    }

    @Test("Every Unicode scalar but U+0000, which no text of ours holds, survives writing and reading")
    func roundTrip() throws {
        for start in stride(from: UInt32(0), to: 0x11_0000, by: 0x400) {
            var text = ""
            for value in max(start, 1)..<start + 0x400 {
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            var writer = JSONWriter()
            writer.string(text)
            #expect(try JSONValue(writer.bytes) == .string(text))
        }
    }
}
