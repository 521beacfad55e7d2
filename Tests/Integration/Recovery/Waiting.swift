/// Why a test cannot go on.
struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Asks again and again until the condition holds.
func wait(for what: String, within seconds: Int = 30, until condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw Trouble("waited \(seconds) s in vain for \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
