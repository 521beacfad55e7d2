import EventContracts
import JSON
import KafkaClient
import Runtime

package struct TopicsCommand: Command {
    package let name = "topics"
    package let summary = "create the topics as the contracts declare them, or check them"
    package let forms = [
        Form("apply", meaning: "create what is missing; grows nothing, deletes nothing"),
        Form("check", meaning: "exit 1 if a topic is missing or has other partitions than TOPIC_PARTITIONS"),
        Form("file", meaning: "print the declaration as the embedded broker reads it (devbroker --topics-file)"),
    ]

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        switch call.action {
        case "apply": try await apply(surroundings)
        case "check": try await check(surroundings)
        default: try file(surroundings)
        }
    }

    private func declared(_ surroundings: Surroundings) throws(ConfigurationError) -> [KafkaAdmin.NewTopic] {
        let partitions = try surroundings.partitions()
        let replicas = try surroundings.replicas()
        let prefix = try surroundings.topicPrefix()
        return Topics.all.map { topic in
            KafkaAdmin.NewTopic(
                prefix + topic.name, partitions: partitions, replication: replicas ?? topic.replicas,
                config: topic.configuration)
        }
    }

    private func apply(_ surroundings: Surroundings) async throws -> Int32 {
        let admin = try KafkaAdmin(options: try surroundings.kafka())
        let present = Set(try await admin.topics().map(\.name))
        let missing = try declared(surroundings).filter { !present.contains($0.name) }
        if !missing.isEmpty { try await admin.create(missing) }
        for topic in missing { print("created \(topic.name)") }
        return try await check(surroundings)
    }

    private func check(_ surroundings: Surroundings) async throws -> Int32 {
        let faults = try await Self.faults(surroundings)
        print(faults.isEmpty ? "all topics are as they should be" : faults.joined(separator: "\n"))
        return faults.isEmpty ? 0 : 1
    }

    /// What differs from the declaration, a sentence each.
    static func faults(_ surroundings: Surroundings) async throws -> [String] {
        let admin = try KafkaAdmin(options: try surroundings.kafka())
        let present = Dictionary(uniqueKeysWithValues: try await admin.topics().map { ($0.name, $0.partitions.count) })
        return try TopicsCommand().declared(surroundings).compactMap { topic in
            guard let partitions = present[topic.name] else {
                return "\(topic.name) is missing: run 'marketctl topics apply'"
            }
            guard partitions != topic.partitions else { return nil }
            return
                "\(topic.name) has \(partitions) partitions, not \(topic.partitions): set TOPIC_PARTITIONS=\(partitions) everywhere, or make it anew"
        }
    }

    private func file(_ surroundings: Surroundings) throws -> Int32 {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("topics")
        writer.beginArray()
        for topic in try declared(surroundings) {
            writer.beginObject()
            writer.name("name")
            writer.string(topic.name)
            writer.name("partitions")
            writer.int64(Int64(topic.partitions))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        print(String(decoding: writer.bytes, as: UTF8.self))
        return 0
    }
}
