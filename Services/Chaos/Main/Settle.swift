import EventContracts
import KafkaClient
import PostgresClient

struct Unsettled: Error, CustomStringConvertible {
    let description: String
}

/// Waits until the service has read all postings and knows all its events to be on the topic. The database may come back meanwhile.
func awaitRest(_ installation: Installation, withinSeconds: Int) async throws {
    let ends = try await TopicReader.with(installation) { try await $0.ends(of: Topics.postingCommands) }
    let deadline = ContinuousClock.now + .seconds(withinSeconds)
    while true {
        let rest: String
        do { rest = try await unfinished(ends, installation) } catch { rest = "the database: \(error)" }
        if rest.isEmpty { return }
        guard ContinuousClock.now < deadline else {
            throw Unsettled(description: "not settled after \(withinSeconds) s: \(rest)")
        }
        try await Task.sleep(for: .milliseconds(500))
    }
}

/// What is not done yet; empty if all is.
private func unfinished(_ ends: [Int: Int64], _ installation: Installation) async throws -> String {
    let connection = try await PostgresConnection.connect(installation.database)
    let found: Result<String, any Error>
    do {
        let offsets = try await readNextOffsets(connection)
        var parts = ends.sorted { $0.key < $1.key }.compactMap { partition, end in
            offsets[partition, default: 0] == end
                ? nil : "partition \(partition) is read to \(offsets[partition, default: 0]) of \(end)"
        }
        for row in try await connection.query(
            "SELECT lane, acknowledged, next_number - 1, owner FROM lane WHERE acknowledged < next_number - 1 ORDER BY lane"
        ) {
            parts.append(
                "lane \(try row.get(0, Int32.self)) of \(try row.get(3, String.self)) knows \(try row.get(1, Int64.self)) of \(try row.get(2, Int64.self)) events to be published"
            )
        }
        found = .success(parts.joined(separator: "; "))
    } catch { found = .failure(error) }
    await connection.close()
    return try found.get()
}

/// Where the service goes on reading.
func readNextOffsets(_ connection: PostgresConnection) async throws -> [Int: Int64] {
    var offsets: [Int: Int64] = [:]
    for row in try await connection.query(
        "SELECT partition, next_offset FROM consumer_offset WHERE topic = \(Topics.postingCommands)")
    { offsets[Int(try row.get(0, Int32.self))] = try row.get(1) }
    return offsets
}
