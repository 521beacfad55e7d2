import PostgresClient

package struct OffsetsCommand: Command {
    package let name = "offsets"
    package let summary = "show how far a service has read, or let it read a partition from its beginning"
    package let forms = [
        Form("list", options: [OffsetsCommand.service], meaning: "topic, partition, offset that is read next"),
        Form(
            "forget",
            options: [
                OffsetsCommand.service, Option("topic", .text("TOPIC"), isRequired: true, "its name, prefix included"),
                Option("partition", .number(0...Int(Int32.max)), isRequired: true, "of that topic"),
            ], meaning: "have that partition read from its beginning"),
    ]
    package let notes = """
        After 'forget' start the service's instances anew. It is the way past a gap: when retention deleted what a service had not
        read yet, have the owner publish it again ('marketctl republish') and forget the offset. What comes twice is dropped.
        """
    private static let service = OwnedService.option(isRequired: true, mayRepeat: false, "who reads")

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        try await OwnedService.chosen(call)[0].withConnection(surroundings) { connection in
            call.action == "list" ? try await list(connection) : try await forget(call, connection)
        }
    }

    private func list(_ connection: PostgresConnection) async throws -> Int32 {
        let rows = try await connection.query(
            "SELECT topic, partition, next_offset FROM consumer_offset ORDER BY topic, partition")
        let lines = try rows.map { row in
            [
                try row.get("topic", String.self), "\(try row.get("partition", Int32.self))",
                "\(try row.get("next_offset", Int64.self))",
            ]
        }
        print(lines.isEmpty ? "nothing was read yet" : Table([["TOPIC", "PARTITION", "NEXT OFFSET"]] + lines).text)
        return 0
    }

    private func forget(_ call: Call, _ connection: PostgresConnection) async throws -> Int32 {
        let topic = try call.required("topic")
        let partition = Int32(clamping: call.number("partition") ?? 0)
        let count = try await connection.execute(
            "DELETE FROM consumer_offset WHERE topic = \(topic) AND partition = \(partition)")
        print(
            count > 0
                ? "forgotten; start the service's instances anew"
                : "no offset of \(topic)/\(partition) is kept; 'offsets list' shows all")
        return count > 0 ? 0 : 1
    }
}
