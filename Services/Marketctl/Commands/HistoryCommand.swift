import PostgresClient

package struct HistoryCommand: Command {
    package let name = "history"
    package let summary = "show what an aggregate took, and the events that came of it"
    package let forms = [
        Form(
            operand: Operand(.text("KIND/ID")),
            options: [
                OwnedService.option(isRequired: true, mayRepeat: false, "whose aggregate it is"),
                Option("last", .number(1...1_000), "so many inputs, the latest; 50 if left out"),
                Option("json", "as a JSON object, for programs"),
            ],
            meaning: "its inputs, the latest first, each with its events; exit 1 if there is no such aggregate")
    ]
    package let notes = """
        Personal data are shown as they are stored: sealed. What is older than RETENTION_JOURNAL is gone, and events older than
        RETENTION_EVENT. Not among them are inputs that an operator dropped, and what an aggregate took before anything had come of it:
        ask the view 'journal' for those. Inputs that a build before batches wrote during an upgrade are shown without their events.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let key = call.operand ?? ""
        let history = try await OwnedService.chosen(call)[0].withConnection(surroundings) {
            try await AggregateHistory.read(key, last: call.number("last") ?? 50, on: $0)
        }
        guard let history else {
            print("there is no aggregate '\(key)'; its kind and id are written order/O-261121-0123-4567-8901-2345")
            return 1
        }
        print(call.has("json") ? HistoryPage.json(history) : HistoryPage.text(history))
        return 0
    }
}
