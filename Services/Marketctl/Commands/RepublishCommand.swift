import Kernel

package struct RepublishCommand: Command {
    package let name = "republish"
    package let summary = "have services publish their events again, with the same ids"
    package let forms = [
        Form(
            options: [
                Option("all", "of the six services: after a broker lost its data"),
                OwnedService.option("whose events"),
                Option("after", .moment, "from the first event at or after that time; without it, everything"),
            ], meaning: "have the running services publish again, in order, within a second")
    ]
    package let notes = """
        Consumers drop what they know by its id. Nothing is published twice into the same state, but readers outside the marketplace
        see the events again. Events that were pruned (RETENTION_EVENT) cannot be published again: exit 1 says that some were asked for.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        guard call.has("all") != call.has("service") else {
            throw UsageError(message: "Say either --all or --service SERVICE.")
        }
        let after = call.moment("after", now: surroundings.now)
        var isWhole = true
        for service in OwnedService.chosen(call) {
            let again = try await service.withConnection(surroundings) { try await Republication.begin(after, on: $0) }
            print("\(service.name): \(again.count) events are published again")
            guard let pruned = again.prunedBefore else { continue }
            isWhole = false
            print("\(service.name): those from before \(pruned.rfc3339) were pruned and cannot be published again")
        }
        return isWhole ? 0 : 1
    }
}
