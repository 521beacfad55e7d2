import Kernel
import Testing

@Suite("Keys of several parts") struct CompositeKeyTests {
    @Test("Plain parts are joined by a colon") func plain() {
        #expect(CompositeKey.of("A-1", "V-2") == "A-1:V-2")
    }

    @Test("No two lists of parts share a key")
    func injective() {
        let parts = ["", "A", ":", "%", "A:", ":A", "%3A", "%25", "A:B", "A%3AB", "e\u{301}:", ":\u{301}"]
        var keys: [String: [String]] = [:]
        for first in parts {
            for second in parts {
                let key = CompositeKey.of(first, second)
                #expect(keys[key] == nil, "\(first), \(second) and \(keys[key] ?? [])")
                keys[key] = [first, second]
            }
        }
        #expect(keys.count == parts.count * parts.count)
    }
}
