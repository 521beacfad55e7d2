import Kernel
import PostgresClient

package struct ParkedCommand: Command {
    package let name = "parked"
    package let summary = "show, retry or drop inputs that were set aside"
    package let forms = [
        Form(
            "list", options: ParkedCommand.filters + [Option("json", "as a JSON array, for programs")],
            meaning:
                "lines of inputs, the oldest first, and what is wrong with the first of each; exit 1 if there are any"),
        Form(
            "show", operand: Operand(.number(1...Int.max)),
            options: [OwnedService.option(isRequired: true, mayRepeat: false, "who set it aside")],
            meaning: "one input whole, its payload included (it may hold personal data)"),
        Form(
            "retry", operand: Operand(.number(1...Int.max), isRequired: false),
            options: ParkedCommand.filters + ParkedCommand.consent,
            meaning: "let the first of each line go again, now; those behind it follow in order if it passes"),
        Form(
            "drop", operand: Operand(.number(1...Int.max), isRequired: false),
            options: ParkedCommand.filters + ParkedCommand.consent,
            meaning: "give the first of each line up for good; those behind it follow"),
    ]
    package let notes = """
        A line is what waits for one aggregate, or for one topic and key where none can be told. Retry and drop take the number of an
        input and its service, or filters, or --all; they say how many match and ask. The service takes up what was asked within a
        second.
        """

    private static let filters = [
        OwnedService.option("only that one; the six if left out"),
        Option("type", .text("TYPE"), "only lines whose first input is of that type"),
        Option("reason", .text("TEXT"), "only those whose reason contains that, in whatever case"),
        Option("older-than", .duration, "only lines that have been there at least so long"),
    ]
    private static let consent = [
        Option("all", "every line there is, when nothing else says which"),
        Option("yes", "do not ask"),
    ]

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        switch call.action {
        case "list": return try await list(call, surroundings)
        case "show":
            return try await OwnedService.chosen(call)[0].withConnection(surroundings) { try await show(call, $0) }
        default: return try await mark(call.action == "retry" ? .retry : .drop, call, surroundings)
        }
    }

    private func list(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let lines = try await find(call, surroundings)
        if call.has("json") {
            print(ParkedPage.json(lines))
        } else {
            print(lines.isEmpty ? "nothing is parked" : ParkedPage.table(lines))
        }
        return lines.isEmpty ? 0 : 1
    }

    private func find(_ call: Call, _ surroundings: Surroundings) async throws -> [ParkedLine] {
        let filter = ParkedFilter(
            type: call.text("type"), reason: call.text("reason"),
            since: call.duration("older-than").map { surroundings.now - $0 })
        var lines: [ParkedLine] = []
        for service in OwnedService.chosen(call) {
            lines += try await service.withConnection(surroundings) {
                try await ParkedLines(of: service.name, on: $0).find(filter)
            }
        }
        return lines
    }

    private func show(_ call: Call, _ connection: PostgresConnection) async throws -> Int32 {
        let number = Int64(call.operand ?? "") ?? 0
        let rows = try await connection.query(
            "SELECT input_id, key, type, source, reason, body FROM parked WHERE number = \(number)")
        guard let row = rows.first else { throw nothing(number) }
        for name in ["input_id", "key", "type", "source", "reason"] {
            print("\(name): \(try row.get(name, String.self))")
        }
        print(String(decoding: try row.get("body", [UInt8].self), as: UTF8.self))
        return 0
    }

    // MARK: Retry and drop

    private func mark(_ wish: ParkedLine.Wish, _ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let chosen = try await chosen(wish, call, surroundings)
        let count = chosen.values.reduce(0) { $0 + $1.count }
        guard count > 0 else {
            print("nothing that is parked matches")
            return 1
        }
        let what = wish == .retry ? "tried again" : "dropped for good"
        let question = "\(count) \(count == 1 ? "input is" : "inputs are") to be \(what). Go on?"
        guard call.has("yes") || surroundings.confirm(question) else {
            print("nothing was changed; --yes does it without asking")
            return 1
        }
        var marked = 0
        for service in OwnedService.chosen(call) {
            guard let numbers = chosen[service.name] else { continue }
            marked += try await service.withConnection(surroundings) {
                try await ParkedLines(of: service.name, on: $0).mark(numbers, wish)
            }
        }
        print("\(marked) marked")
        return marked == count ? 0 : 1
    }

    /// Numbers of inputs by service.
    private func chosen(_ wish: ParkedLine.Wish, _ call: Call, _ surroundings: Surroundings) async throws -> [String:
        [Int64]]
    {
        let filters = ["type", "reason", "older-than"].filter(call.has)
        guard let operand = call.operand else {
            guard call.has("all") || call.has("service") || !filters.isEmpty else {
                throw UsageError(message: "Say which: the number of an input and its service, a filter, or --all.")
            }
            let lines = try await find(call, surroundings)
            if !lines.isEmpty { print(ParkedPage.table(lines)) }
            return Dictionary(grouping: lines, by: \.service).mapValues { $0.map(\.number) }
        }
        guard filters.isEmpty, !call.has("all"), call.all("service").count == 1 else {
            throw UsageError(message: "Beside a number stands one --service, and no filter.")
        }
        let service = OwnedService.chosen(call)[0]
        let number = Int64(operand) ?? 0
        return try await service.withConnection(surroundings) { connection in
            let lines = ParkedLines(of: service.name, on: connection)
            guard try await lines.holds(number) else { throw nothing(number) }
            let isFirst = try await lines.find().contains { $0.number == number }
            guard isFirst || wish == .drop else {
                throw UsageError(message: "\(number) waits behind another input; 'parked list' shows which to retry.")
            }
            return [service.name: [number]]
        }
    }

    private func nothing(_ number: Int64) -> UsageError {
        UsageError(message: "No input \(number) is parked; 'parked list' shows the numbers.")
    }
}
