import EventContracts
import JSON
import Kernel
import Messaging
import PostgresClient
import PostingDomain
import TestKit
import Testing

@testable import PostingAdapters

@Suite("Posting over HTTP and its topics", .everyOperationAnswered(of: "Posting")) struct PostingTests {
    private func withPosting(_ body: (ServiceBench) async throws -> Void) async throws {
        try await ServiceBench.run(
            migrations: try PostingService.migrations(), definition: { _, _ in PostingService.definition() },
            router: { machine, pool, _ in
                AccountRoutes(
                    queries: StoredAccounts(
                        reader: machine.reader(Account.self, pool))
                ).router
            }, body)
    }

    private func credit(_ bench: ServiceBench, id: String) async throws {
        try await bench.publish(
            PostingWire.PostAmountV1.example(["accountId": "A-1", "amount": 500, "kind": "credit"]), id: id)
    }

    @Test("A posting is heard, booked and shown to operators, and to nobody else")
    func account() async throws {
        try await withPosting { bench in
            let path = "/accounts/A-1"
            #expect(try await bench.request("GET", path, as: "S-1 operator").status == 404)
            for id in ["m1", "m1", "m2"] { try await credit(bench, id: id) }
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

    @Test(
        "A bench fails where a service says what its contract does not allow",
        arguments: [
            ("UPDATE event_batch SET types = '{marketplace.posting.nothing.v1}'", "no contract knows the type"),
            ("UPDATE event_batch SET keys = '{account/A-2}'", "its key is A-1"),
            (
                """
                UPDATE event_batch
                SET payloads[1] = convert_to(replace(convert_from(payloads[1], 'UTF8'), '"O-', '"-'), 'UTF8')
                """,
                "readers refuse it"
            ),
            ("UPDATE event_batch SET payloads[1] = payloads[1] || ' '::bytea", "written again it is another one"),
            ("UPDATE event_batch SET types = '{marketplace.posting.post-amount.v1}'", "readers refuse it"),
        ] as [(SQL, String)])
    func unfitEvent(change: SQL, fault: String) async throws {
        let unfit = await #expect(throws: SaidEvents.Unfit.self) {
            try await withPosting { bench in
                try await credit(bench, id: "m1")
                #expect(try await bench.published(1).count == 1)
                _ = try await bench.pool.withConnection { try await $0.execute(change) }
            }
        }
        #expect(unfit?.description.contains(fault) == true)
    }

    @Test(
        "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
    )
    func oversized() async throws {
        try await withPosting { bench in
            #expect(try await bench.findingsOfOversized(readBy: "posting").isEmpty)
            try await credit(bench, id: "m1")
            #expect(try await bench.published(1).count == 1)
        }
    }

    @Test("A bench says nothing for another service that its contract does not allow")
    func unfitMessage() async throws {
        try await withPosting { bench in
            let unfit = PostingWire.PostAmountV1(
                accountId: "A-1", orderId: "O-1", amount: Money.limit + Money(fen: 1), currency: .cny, kind: .credit,
                at: Instant(microseconds: 0))
            await #expect(throws: JSONError.self) { try await bench.publish(unfit, id: "m1") }
        }
    }
}
