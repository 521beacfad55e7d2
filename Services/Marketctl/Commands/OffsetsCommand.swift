import PostgresClient

struct OffsetsCommand: Command {
    let name = "offsets"
    let summary = "show how far a service has read, or let it read a partition from its beginning"
    let usage = """
        marketctl offsets list --service NAME                                       topic, partition, offset that is read next
        marketctl offsets forget --service NAME --topic TOPIC --partition NUMBER    read from the partition's beginning

        After 'forget' start the service's instances anew. It is the way past a gap: when retention deleted what a service had not
        read yet, have the owner publish it again ('marketctl republish') and forget the offset. What comes twice is dropped.
        """

    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32 {
        let action = try arguments.word(0, "What to do: list or forget")
        _ = try arguments.required("service")
        let service = try OwnedService.chosen(arguments)[0]
        return try await service.withConnection(surroundings) { connection in
            switch action {
            case "list": try await list(connection)
            case "forget": try await forget(arguments, connection)
            default: throw UsageError(message: "'\(action)' is none of list, forget.")
            }
        }
    }

    private func list(_ connection: PostgresConnection) async throws -> Int32 {
        let rows = try await connection.query(
            "SELECT topic, partition, next_offset FROM consumer_offset ORDER BY topic, partition")
        for row in rows {
            print(
                "\(try row.get("topic", String.self))\t\(try row.get("partition", Int32.self))\t\(try row.get("next_offset", Int64.self))"
            )
        }
        if rows.isEmpty { print("nothing was read yet") }
        return 0
    }

    private func forget(_ arguments: Arguments, _ connection: PostgresConnection) async throws -> Int32 {
        let topic = try arguments.required("topic")
        _ = try arguments.required("partition")
        guard let number = try arguments.number("partition"), let partition = Int32(exactly: number) else {
            throw UsageError(message: "--partition is too large.")
        }
        let count = try await connection.execute(
            "DELETE FROM consumer_offset WHERE topic = \(topic) AND partition = \(partition)")
        print(
            count > 0
                ? "forgotten; start the service's instances anew"
                : "no offset of \(topic)/\(partition) is kept; 'offsets list' shows all")
        return count > 0 ? 0 : 1
    }
}
