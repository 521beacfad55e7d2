import EventContracts
import JSON
import Kernel
import Observability
import PostgresClient
import RefundsAdapters
import TestKit
import Testing

extension RefundsTests {
    /// What buyers write in applications, and operators to them.
    @Suite("What refunds keeps about persons") struct PersonsTests {
        private static let application = "家里有事，请打 13812345678"
        private static let answer = "魏小姐，系统已经用过了"

        /// A paid human service, applied for and rejected; gives the case's id.
        private func reject(_ orderID: String, of account: String, _ bench: ServiceBench) async throws -> String {
            var line = try JSONValue(OrdersWire.OrderPaidV1.example().json()).at("/lines/0")?.object ?? JSONMembers()
            line["productType"] = "human-service"
            line["billing"] = "once"
            let now = JSONValue.string(bench.clock.now().rfc3339)
            try await bench.publish(
                OrdersWire.OrderPaidV1.example([
                    "orderId": .string(orderID), "accountId": .string(account), "lines": [.object(line)],
                    "placedAt": now, "paidAt": now,
                ]), id: "paid-\(orderID)")
            #expect(
                try await bench.eventually {
                    try await bench.request("GET", "/refundable/\(orderID)", as: "\(account) buyer").status == 200
                })
            let id = try await apply(for: orderID, of: account, "k1", bench).body.string(at: "/refundId")
            let rejected = try await bench.request(
                "POST", "/refunds/\(id)/review", as: "S-1 operator", key: "r-\(orderID)",
                body: ["verdict": "reject", "reason": .string(Self.answer)])
            #expect(rejected.body["rejectedBecause"] == .string(Self.answer))
            return id
        }

        private func apply(for orderID: String, of account: String, _ key: String, _ bench: ServiceBench) async throws
            -> ServiceBench.Answer
        {
            try await bench.request(
                "POST", "/refunds", as: "\(account) buyer", key: key,
                body: ["orderId": .string(orderID), "reason": .string(Self.application), "rulesAccepted": true])
        }

        @Test(
            "REF-07 REF-08 What is written in a case lies in clear nowhere but in its event; it goes with its buyer, another's stays"
        )
        func forgotten() async throws {
            try await withService { bench in
                let (gone, other) = (
                    try await reject("O-1", of: "A-1", bench), try await reject("O-2", of: "A-2", bench)
                )
                let places = try await bench.pool.withConnection {
                    try await ClearText.places(of: ["13812345678", Self.application, Self.answer], on: $0)
                }
                // A rejection is told to everybody with its reason.
                #expect(places.filter { !$0.hasPrefix("event") || !$0.contains(Self.answer) } == [])

                try await bench.bury("A-1")
                func shown(_ id: String) async throws -> JSONValue {
                    try await bench.request("GET", "/refunds/\(id)", as: id == gone ? "A-1 buyer" : "A-2 buyer").body
                }
                #expect(try await bench.eventually { try await shown(gone)["reason"] == "" })
                let forgotten = try await shown(gone)
                #expect(forgotten["rejectedBecause"] == nil && forgotten["status"] == "rejected")
                let rejected = try await bench.request("GET", "/operator/refunds?status=rejected", as: "S-1 operator")
                let reasons = rejected.body["refunds"]?.array?.map { $0["reason"]?.string }
                #expect(Set(reasons ?? []) == ["", Self.application])
                #expect(try await shown(other)["rejectedBecause"] == .string(Self.answer))
                // A refund goes on as it would have.
                #expect(try await apply(for: "O-1", of: "A-1", "k2", bench).status == 201)
            }
        }
    }
}
