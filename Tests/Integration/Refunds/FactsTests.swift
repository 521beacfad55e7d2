import EventContracts
import JSON
import Kernel
import Observability
import RefundsAdapters
import TestKit
import Testing

extension RefundsTests {
    /// What orders says of deliveries and money, on the real topic and database.
    @Suite("What refunds makes of orders' events") struct FactsTests {
        /// A paid human service of A-1.
        private func pay(_ orderID: String, _ bench: ServiceBench) async throws {
            var line = try JSONValue(OrdersWire.OrderPaidV1.example().json()).at("/lines/0")?.object ?? JSONMembers()
            line["lineId"] = .string("\(orderID)-1")
            line["productType"] = "human-service"
            line["billing"] = "once"
            let now = JSONValue.string(bench.clock.now().rfc3339)
            try await bench.publish(
                OrdersWire.OrderPaidV1.example([
                    "orderId": .string(orderID), "accountId": "A-1", "lines": [.object(line)], "placedAt": now,
                    "paidAt": now,
                ]), id: "paid-\(orderID)")
            #expect(try await bench.eventually { try await refundable(orderID, bench).status == 200 })
        }

        private func refundable(_ orderID: String, _ bench: ServiceBench) async throws -> ServiceBench.Answer {
            try await bench.request("GET", "/refundable/\(orderID)", as: "A-1 buyer")
        }

        private func about(_ orderID: String) -> JSONMembers {
            ["orderId": .string(orderID), "lineId": .string("\(orderID)-1"), "accountId": "A-1"]
        }

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await withService { bench in
                #expect(try await bench.findingsOfOversized(readBy: "refunds").isEmpty)
                try await pay("O-1", bench)
            }
        }

        @Test(
            "REF-06 With its requirement filed an order stays in the guarantee after three months, without one it does not"
        )
        func requirement() async throws {
            try await withService { bench in
                try await pay("O-1", bench)
                try await pay("O-2", bench)
                try await bench.publish(OrdersWire.RequirementFiledV1.example(about("O-1")), id: "filed")
                // Both lie in the same topic, but not in the same partition: what was filed is known when this one is.
                bench.pass(.days(93))
                #expect(
                    try await bench.eventually(step: .seconds(1)) { try await refundable("O-1", bench).status == 200 })
                let without = try await refundable("O-2", bench)
                #expect(without.status == 409 && without.body["rule"] == "REF-06")
                #expect(without.body["type"] == "no-requirement")
            }
        }

        @Test("REF-02 An accepted delivery ends the guarantee")
        func accepted() async throws {
            try await withService { bench in
                try await pay("O-1", bench)
                try await bench.publish(OrdersWire.DeliveryAcceptedV1.example(about("O-1")), id: "accepted")
                #expect(try await bench.eventually { try await refundable("O-1", bench).status == 409 })
                let answer = try await refundable("O-1", bench)
                #expect(answer.body["rule"] == "REF-02" && answer.body["type"] == "accepted")
            }
        }

        @Test("REF-06 A project that expired for its buyer's silence is outside the guarantee")
        func expired() async throws {
            try await withService { bench in
                try await pay("O-1", bench)
                try await bench.publish(OrdersWire.DeliveryExpiredV1.example(about("O-1")), id: "expired")
                #expect(try await bench.eventually { try await refundable("O-1", bench).status == 409 })
                let answer = try await refundable("O-1", bench)
                #expect(answer.body["rule"] == "REF-06" && answer.body["type"] == "silence")
            }
        }

        @Test("REF-09 When orders refuses to move the money, the case is rejected and says by which rule")
        func refused() async throws {
            try await withService { bench in
                try await pay("O-1", bench)
                let applied = try await bench.request(
                    "POST", "/refunds", as: "A-1 buyer", key: "k1",
                    body: ["orderId": "O-1", "reason": "不再需要", "rulesAccepted": true])
                let id = try applied.body.string(at: "/refundId")
                let path = "/refunds/\(id)/review"
                #expect(
                    try await bench.request(
                        "POST", path, as: "S-1 operator", key: "r1", body: ["verdict": "approve"]
                    ).status == 200)
                try await bench.publish(
                    OrdersWire.OrderRefundRefusedV1.example([
                        "refundId": .string(id), "orderId": "O-1", "accountId": "A-1", "rule": "REF-09",
                    ]), id: "refused")
                func shown() async throws -> JSONValue {
                    try await bench.request("GET", "/refunds/\(id)", as: "A-1 buyer").body
                }
                #expect(try await bench.eventually { try await shown()["status"] == "rejected" })
                #expect(try await shown()["rejectedBecause"]?.string?.contains("REF-09") == true)
            }
        }
    }
}
