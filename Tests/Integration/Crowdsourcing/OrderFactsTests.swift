import EventContracts
import JSON
import Kernel
import TestKit
import Testing

extension CrowdsourcingTests {
    /// What orders says, on the real topic and database.
    @Suite("What crowdsourcing makes of orders' events") struct OrderFactsTests {
        private static let order: JSONMembers = ["orderId": "O-1", "accountId": "A-1", "vendorId": "V-1"]

        /// Members by which an order says for which demand it is.
        private func about(_ id: String, _ more: JSONMembers = [:]) -> JSONMembers {
            var members = Self.order
            members["demandId"] = .string(id)
            for (name, value) in more { members[name] = value }
            return members
        }

        /// The order that orders places for what it was told.
        private func place(_ told: CrowdsourcingWire.ProposalAcceptedV1, _ service: ServiceBench) async throws {
            var members = about(told.demandId)
            let said = try JSONValue(told.json())
            for name in ["proposalId", "acceptanceId"] { members[name] = said[name] }
            try await service.publish(OrdersWire.OrderPlacedV1.example(members), id: "placed")
            let id = told.demandId
            #expect(
                try await service.eventually {
                    try await service.request("GET", "/demands/\(id)", as: "A-1 buyer").body.at("/acceptance/orderId")
                        == "O-1"
                })
        }

        private func demand(_ id: String, _ service: ServiceBench) async throws -> JSONValue {
            try await service.request("GET", "/demands/\(id)", as: "A-1 buyer").body
        }

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await Support.withService { service, fake in
                #expect(try await service.findingsOfOversized(readBy: "crowdsourcing").isEmpty)
                let (id, told) = try await Support.accept(service, fake)
                try await place(told, service)
                #expect(try await demand(id, service)["phase"] == "awaiting-payment")
            }
        }

        @Test("CRW-06 The order follows its demand: placed, another price, paid, produced; nobody else reads on")
        func story() async throws {
            try await Support.withService { service, fake in
                let (id, told) = try await Support.accept(service, fake)
                try await place(told, service)
                try await service.publish(
                    OrdersWire.OrderPriceChangedV1.example(about(id, ["newTotalFen": 390_000])), id: "price")
                #expect(
                    try await service.eventually {
                        try await demand(id, service).at("/acceptance/totalFen") == 390_000
                    })
                let path = "/vendor/demands/\(id)"
                #expect(try await service.request("GET", path, as: "A-4 vendor V-2").status == 200)
                try await service.publish(OrdersWire.OrderPaidV1.example(about(id)), id: "paid")
                #expect(try await service.eventually { try await demand(id, service)["phase"] == "paid" })
                #expect(try await demand(id, service).at("/proposals/0/standing") == "paid")
                #expect(try await service.request("GET", path, as: "A-2 vendor V-1").status == 200)
                #expect(try await service.request("GET", path, as: "A-4 vendor V-2").status == 404)
                let late = try await service.request("POST", "/demands/\(id)/withdrawal", as: "A-1 buyer")
                #expect(late.status == 409 && late.body["rule"] == "CRW-07")
                try await service.publish(OrdersWire.OrderProducedV1.example(about(id)), id: "produced")
                #expect(try await service.eventually { try await demand(id, service)["phase"] == "completed" })
                let last = try await service.published(1).last as? CrowdsourcingWire.DemandCompletedV1
                #expect(last?.demandId == id && last?.orderId == "O-1")
            }
        }

        @Test("CRW-06 An order that is cancelled or lapses gives the demand back", arguments: ["cancelled", "lapsed"])
        func closed(_ end: String) async throws {
            try await Support.withService { service, fake in
                let (id, told) = try await Support.accept(service, fake)
                try await place(told, service)
                if end == "cancelled" {
                    try await service.publish(OrdersWire.OrderCancelledV1.example(about(id)), id: "end")
                } else {
                    try await service.publish(OrdersWire.OrderLapsedV1.example(about(id)), id: "end")
                }
                #expect(try await service.eventually { try await demand(id, service)["acceptance"] == nil })
                #expect(try await demand(id, service)["phase"] == "awaiting-payment")
                #expect(try await demand(id, service).at("/proposals/0/standing") == "standing")
            }
        }

        @Test("CRW-07 Its buyer alone takes a demand back, once for all, and orders is told which order to cancel")
        func withdrawal() async throws {
            try await Support.withService { service, fake in
                let (id, told) = try await Support.accept(service, fake)
                try await place(told, service)
                let path = "/demands/\(id)/withdrawal"
                #expect(try await service.request("POST", path, as: "A-9 buyer").status == 404)
                #expect(try await service.request("POST", path, as: "A-2 vendor V-1").status == 403)
                #expect(try await service.request("POST", path).status == 401)
                #expect(try await service.request("POST", path, as: "A-1 buyer").body["phase"] == "withdrawn")
                #expect(try await service.request("POST", path, as: "A-1 buyer").status == 200)
                let withdrawn = try #require(
                    try await service.published(1).first as? CrowdsourcingWire.DemandWithdrawnV1)
                #expect(withdrawn.demandId == id && withdrawn.openOrderId == "O-1")
                #expect(
                    try await service.request("GET", "/vendor/demands/\(id)", as: "A-4 vendor V-2").status == 404)
                let grab = try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-4 vendor V-2")
                #expect(grab.status == 409 && grab.body["rule"] == "CRW-07")
            }
        }

        @Test("CRW-04 A vendor calls the buyer by a relay number, once it has grabbed the demand")
        func vendorsCall() async throws {
            try await Support.withService { service, fake in
                try await Support.prove(service, fake)
                let id = try await Support.publish(service)
                let path = "/vendor/demands/\(id)/calls"
                let early = try await service.request("POST", path, as: "A-2 vendor V-1", key: "c1")
                #expect(early.status == 409 && early.body["rule"] == "CRW-04")
                _ = try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1")
                #expect(try await service.request("POST", path, as: "A-2 vendor V-1").status == 400)
                #expect(try await service.request("POST", path, as: "A-1 buyer", key: "c2").status == 403)
                #expect(try await service.request("POST", path, as: "A-2 vendor V-1", key: "c2").status == 202)
                #expect(
                    try await service.eventually {
                        let shown = try await service.request("GET", "/vendor/demands/\(id)", as: "A-2 vendor V-1")
                        return shown.body.at("/call/status") == "bound"
                    })
                #expect(fake.asked.last?.body["b"] == .string(Support.vendorPhone))
            }
        }

        @Test("CRW-01 A buyer's list has its own demands, newest first; everybody reads markets and rules")
        func lists() async throws {
            try await Support.withService { service, fake in
                try await Support.prove(service, fake)
                let id = try await Support.publish(service)
                func ids(_ asker: String, _ path: String = "/demands") async throws -> [String] {
                    try await service.request("GET", path, as: asker).body["demands"]?.array?.compactMap {
                        $0["demandId"]?.string
                    } ?? []
                }
                #expect(try await ids("A-1 buyer") == [id])
                #expect(try await ids("A-9 buyer").isEmpty)
                #expect(try await service.request("GET", "/demands", as: "A-2 vendor V-1").status == 403)
                #expect(try await service.request("GET", "/vendor/demands", as: "A-1 buyer").status == 403)
                #expect(try await ids("A-2 vendor V-1", "/vendor/demands?grabbed=true").isEmpty)
                _ = try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1")
                #expect(try await ids("A-2 vendor V-1", "/vendor/demands?grabbed=true") == [id])
                let markets = try await service.request("GET", "/markets").body
                let subtypes = markets["markets"]?.array?.first { $0["market"] == "websites" }?["subtypes"]?.array
                #expect(subtypes?.contains("企业展示") == true)
                #expect(try await service.request("GET", "/publishing-rules").body["version"] != nil)
                #expect(try await service.request("GET", "/openapi.json").status == 200)
            }
        }
    }
}
