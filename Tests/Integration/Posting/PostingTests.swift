import EventContracts
import JSON
import Kernel
import Messaging
import PostingDomain
import TestKit
import Testing

@testable import PostingAdapters

@Suite("Posting over HTTP and its topics", .everyOperationAnswered(of: "Posting")) struct PostingTests {
    @Test("A posting is heard, booked and shown to operators, and to nobody else")
    func account() async throws {
        try await ServiceBench.run(
            migrations: try PostingService.migrations(), definition: { _, _ in PostingService.definition() },
            router: { machine, pool, _ in
                AccountRoutes(
                    queries: StoredAccounts(
                        reader: machine.reader(Account.self, pool))
                ).router
            }
        ) { bench in
            let path = "/accounts/A-1"
            #expect(try await bench.request("GET", path, as: "S-1 operator").status == 404)
            for id in ["m1", "m1", "m2"] {
                try await bench.publish(
                    PostingWire.PostAmountV1.example(["accountId": "A-1", "amount": 500, "kind": "credit"]), id: id)
            }
            #expect(
                try await bench.eventually {
                    try await bench.request("GET", path, as: "S-1 operator").body["balanceFen"] == 1_000
                })
            #expect(try await bench.request("GET", path, as: "S-1 operator").body["postings"] == 2)
            #expect(try await bench.request("GET", path, as: "A-1 buyer").status == 403)
            #expect(try await bench.request("GET", path).status == 401)
            #expect(try await bench.request("GET", "/openapi.json").status == 200)
        }
    }
}
