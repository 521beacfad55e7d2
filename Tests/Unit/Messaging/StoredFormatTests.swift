import JSON
import DomainTestKit
import Kernel
import Testing

@testable import Messaging

@Suite("Formats of what is stored")
struct StoredFormatTests {
    private struct Point: Codable, Sendable, Equatable { var x = 0, y = 0, z = 0 }

    private let format = StoredFormat<Point>.json(
        version: 3,
        upcasters: [
            1: { ["x": $0["a"] ?? 0, "y": 0] },
            2: { ["x": $0["x"] ?? 0, "y": $0["y"] ?? 0, "z": 7] },
        ])

    private func stored(_ text: String, _ version: Int16) -> StoredValue {
        StoredValue(Array(text.utf8), version: version)
    }

    @Test("An old row goes through every upcaster up to the present")
    func upcast() throws {
        #expect(try format.decode(stored(#"{"a":4}"#, 1), PlainVault()) == Point(x: 4, y: 0, z: 7))
        #expect(try format.decode(stored(#"{"x":1,"y":2}"#, 2), PlainVault()) == Point(x: 1, y: 2, z: 7))
        #expect(try format.decode(stored(#"{"x":1,"y":2,"z":3}"#, 3), PlainVault()) == Point(x: 1, y: 2, z: 3))
    }

    @Test("A newer row than the build is not guessed at")
    func newer() {
        #expect(throws: NewerFormat.self) { try format.decode(stored(#"{"x":1,"y":2,"z":3}"#, 4), PlainVault()) }
    }

    @Test("A row older than the oldest upcaster is refused with what is read")
    func older() {
        let format = StoredFormat<Point>.json(version: 3, upcasters: [2: { $0 }])
        #expect {
            try format.decode(stored("{}", 1), PlainVault())
        } throws: { "\($0)" == "it is stored in format 1; this build reads from 2 on" }
    }

    @Test("A type that still writes an older format reads it")
    func preconditions() throws {
        let format = StoredFormat<Point>.json(version: 2, upcasters: [1: { $0 }], writing: 1, downcasters: [2: { $0 }])
        let written = try format.encode(Point(x: 1), PlainVault())
        #expect(written.version == 1)
        #expect(try format.decode(written, PlainVault()) == Point(x: 1))
    }

    @Test("What is written for the build before goes down step by step, and is read again through the upcasters")
    func writingOlder() throws {
        let format = StoredFormat<Point>.json(
            version: 3,
            upcasters: [1: { ["x": $0["a"] ?? 0, "y": 0] }, 2: { ["x": $0["x"] ?? 0, "y": $0["y"] ?? 0, "z": 7] }],
            writing: 1,
            downcasters: [3: { ["x": $0["x"] ?? 0, "y": $0["y"] ?? 0] }, 2: { ["a": $0["x"] ?? 0] }])
        let written = try format.encode(Point(x: 4, y: 5, z: 6), PlainVault())
        #expect(written == stored(#"{"a":4}"#, 1))
        #expect(try format.decode(written, PlainVault()) == Point(x: 4, y: 0, z: 7))
        #expect(format.version == 1)
    }

    @Test("Text about persons is not coded by whoever has no vault")
    func closed() {
        #expect(throws: Personal.NoVault.self) { try sortedJSON(Personal("138", of: "A-1")) }
        #expect(
            "\(Personal("138", of: "A-1")) \(String(reflecting: Personal("138", of: "A-1")))" == "[personal] [personal]"
        )
        var text = ""
        dump(Personal("138", of: "A-1"), to: &text)
        #expect(!text.contains("138"))
    }
}
