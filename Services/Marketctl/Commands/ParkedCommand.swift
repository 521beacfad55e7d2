import PostgresClient

struct ParkedCommand: Command {
    let name = "parked"
    let summary = "show, retry or drop inputs that were set aside"
    let usage = """
        marketctl parked list --service NAME            the culprits, each with its reason and how many wait behind it
        marketctl parked show --service NAME NUMBER     one input whole, its payload included (it may hold personal data)
        marketctl parked retry --service NAME NUMBER    let it go again, now; those behind it follow in order if it passes
        marketctl parked retry --service NAME --all     the same for all culprits
        marketctl parked drop --service NAME NUMBER     give it up for good; those behind it follow

        The service takes up what was asked within a second.
        """

    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32 {
        let action = try arguments.word(0, "What to do: list, show, retry or drop")
        _ = try arguments.required("service")
        let service = try OwnedService.chosen(arguments)[0]
        return try await service.withConnection(surroundings) { connection in
            switch action {
            case "list": try await list(connection)
            case "show": try await show(try number(arguments), connection)
            case "retry": try await mark(2, arguments, connection)
            case "drop": try await mark(3, arguments, connection)
            default: throw UsageError(message: "'\(action)' is none of list, show, retry, drop.")
            }
        }
    }

    private func number(_ arguments: Arguments) throws(UsageError) -> Int64 {
        guard let number = Int64(try arguments.word(1, "The number of the parked input")) else {
            throw UsageError(message: "'\(arguments.words[1])' is no number; 'parked list' shows them.")
        }
        return number
    }

    private func list(_ connection: PostgresConnection) async throws -> Int32 {
        let rows = try await connection.query(
            """
            SELECT p.number, p.key, p.type, p.reason, p.attempts, p.parked_at::text AS since,
                (SELECT count(*) FROM parked b WHERE b.key = p.key AND b.kind = 2) AS behind
            FROM parked p WHERE p.kind = 1 ORDER BY p.number LIMIT 1000
            """)
        for row in rows {
            let (number, attempts): (Int64, Int32) = (try row.get("number"), try row.get("attempts"))
            let texts: [String] = [
                try row.get("key"), try row.get("type"), try row.get("since"), try row.get("reason"),
            ]
            print(
                "\(number)\t\(texts[0])\t\(texts[1])\tsince \(texts[2])\t\(attempts) attempts\t\(try row.get("behind", Int64.self)) behind\t\(texts[3])"
            )
        }
        if rows.isEmpty { print("nothing is parked") }
        return rows.isEmpty ? 0 : 1
    }

    private func show(_ number: Int64, _ connection: PostgresConnection) async throws -> Int32 {
        let rows = try await connection.query(
            "SELECT input_id, key, type, source, reason, body FROM parked WHERE number = \(number)")
        guard let row = rows.first else { throw UsageError(message: "There is no parked input \(number).") }
        for name in ["input_id", "key", "type", "source", "reason"] {
            print("\(name): \(try row.get(name, String.self))")
        }
        print(String(decoding: try row.get("body", [UInt8].self), as: UTF8.self))
        return 0
    }

    private func mark(_ state: Int16, _ arguments: Arguments, _ connection: PostgresConnection) async throws -> Int32 {
        let count: Int
        if arguments.flag("all"), state == 2 {
            count = try await connection.execute("UPDATE parked SET state = \(state) WHERE kind = 1")
        } else {
            count = try await connection.execute(
                "UPDATE parked SET state = \(state) WHERE number = \(try number(arguments))")
        }
        print("\(count) marked")
        return count > 0 ? 0 : 1
    }
}
