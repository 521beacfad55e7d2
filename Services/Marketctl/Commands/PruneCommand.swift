import Kernel
import Messaging
import PostgresClient

package struct PruneCommand: Command {
    package let name = "prune"
    package let summary = "remove what is older than the services keep it, or show it"
    package let forms = [
        Form(
            options: [
                OwnedService.option("only that one; the six if left out"),
                Option(
                    "table",
                    .choice(Retention.Kind.allCases.map(\.rawValue), placeholder: "TABLE"), mayRepeat: true,
                    "only that one; all four if left out"),
                Option("older-than", .duration, "what is older than that, though the service would keep it longer"),
                Option("dry-run", "say what would be removed, and change nothing"),
                Option("yes", "do not ask"),
            ],
            meaning: "remove it, for good; exit 1 if something was in use and stays for another time")
    ]
    package let notes = """
        The services do it by themselves once an hour, by RETENTION_JOURNAL, RETENTION_EVENT, RETENTION_KNOWN_INPUT and
        RETENTION_IDEMPOTENCY; without --older-than this command goes by the same ages. It asks before it removes more than that.
        Whatever the age, events stay that are not known to be in Kafka, the journal stays from the first input on that is parked,
        and --older-than does not shorten how long inputs are known: what came again after that would be applied twice.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let isDry = call.has("dry-run")
        if let age = call.text("older-than"), !isDry, !call.has("yes") {
            let question = "What is older than \(age) is removed for good, though the services would keep it. Go on?"
            guard surroundings.confirm(question) else {
                print("nothing was changed; --dry-run shows what it is about, --yes does it without asking")
                return 1
            }
        }
        var isComplete = true
        for service in OwnedService.chosen(call) {
            let reports = try await service.withConnection(surroundings) {
                try await prune(call, isDry: isDry, now: surroundings.now, on: $0)
            }
            guard let reports else {
                print("\(service.name): it is being pruned already, by the service or by another call")
                isComplete = false
                continue
            }
            for report in reports { print(PruningPage.lines(report, isDry: isDry).map { "\(service.name): \($0)" }) }
            if reports.contains(where: \.isIncomplete) { isComplete = false }
        }
        return isComplete ? 0 : 1
    }

    /// nil if somebody else is at it.
    private func prune(_ call: Call, isDry: Bool, now: Instant, on connection: PostgresConnection) async throws
        -> [Pruning.Report]?
    {
        guard try await Pruning.begin(on: connection) else { return nil }
        var retention = try await Retention.stored(on: connection)
        if let age = call.duration("older-than") { retention = retention.shortened(to: age) }
        let pruning = Pruning(retention, now: now, isDry: isDry, on: connection)
        var reports: [Pruning.Report] = []
        let tables = call.all("table")
        for kind in Retention.Kind.allCases where tables.isEmpty || tables.contains(kind.rawValue) {
            reports.append(try await pruning.run(kind))
        }
        return reports
    }
}

private func print(_ lines: [String]) {
    for line in lines { print(line) }
}
