import PostgresClient
import TestKit
import Testing

@Suite("Arrays of which all elements are the same")
struct FoldTests {
    private static let deceptive: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 8]

    @Test(
        "are folded to one; others stay, also those whose bytes repeat from the middle of one element to that of the next",
        arguments: [
            ([[1, 2], [1, 2], [1, 2]], 1), ([[], [], []], 1), ([[7]], 1), ([], 0), ([[1, 2], [1, 3]], 2),
            ([[1], [1, 2]], 2),
            ([[], deceptive], 2), ([deceptive, []], 2),
        ] as [([[UInt8]], Int)])
    func fold(elements: [[UInt8]], count: Int) async throws {
        var array = BinaryArray(of: .bytea, folding: true)
        for element in elements { array.append(bytes: element) }
        #expect(array.count == count)
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let rows = try await connection.query("SELECT unnest(\(array))")
        #expect(try rows.map { try $0.get(0, [UInt8].self) } == Array(elements.prefix(count)))
        await connection.close()
    }

    @Test("texts and numbers, too")
    func others() {
        var texts = BinaryArray(of: .text, folding: true),
            numbers = BinaryArray(of: .int8, folding: true)
        for _ in 1...3 {
            texts.append(text: "买")
            numbers.append(int64: -1)
        }
        #expect(texts.count == 1 && numbers.count == 1)
        texts.append(text: "卖")
        #expect(texts.count == 4)
    }
}
