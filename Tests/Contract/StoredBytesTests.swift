import DomainTestKit
import FoundationEssentials
import JSON
import Kernel
import Messaging
import StoredFormats
import Testing

/// What services store, byte by byte.
@Suite struct StoredBytesTests {
    private let vault = SampleVault()

    private func samples() throws -> [(type: StoredType, bytes: [UInt8])] {
        try StoredServices(root: PackageFiles.root).all.flatMap { service in
            try service.types.flatMap { type in
                try service.files.samples(.init(type.name, type.newest, .samples)).map { (type, $0) }
            }
        }
    }

    @Test("Foundation reads every sample and writes it alike, as it did when rows were stored through it")
    func foundation() throws {
        func written<Value: Codable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> [UInt8] {
            let (decoder, encoder) = (JSONDecoder(), JSONEncoder())
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            decoder.userInfo[.personalVault] = vault
            encoder.userInfo[.personalVault] = vault
            return Array(try encoder.encode(decoder.decode(type, from: Data(bytes))))
        }
        for (type, bytes) in try samples() {
            #expect(try written(type.type, bytes) == bytes, "\(type.name)")
        }
    }

    @Test("Whatever becomes of a row, it is refused or read, and what was read is written so that it is read again")
    func broken() throws {
        var chance = SeededGenerator(seed: 7)
        let tokens =
            ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1", "-"].map { Array($0.utf8) } + [[0xFF], []]
        for (type, whole) in try samples() {
            for _ in 0..<20 {
                var bytes = whole
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                let length = Int.random(in: 0...min(4, bytes.count - place), using: &chance)
                bytes.replaceSubrange(
                    place..<place + length, with: tokens[Int.random(in: 0..<tokens.count, using: &chance)])
                guard let written = try? type.recode(bytes, type.newest, vault) else { continue }
                #expect(try type.recode(written, type.newest, vault) == written, "\(type.name)")
            }
        }
    }
}
