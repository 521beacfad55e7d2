import CrowdsourcingAdapters
import EventContracts
import HTTPClient
import JSON
import Kernel
import Observability
import PostgresClient
import Runtime
import TestKit
import Testing

extension CrowdsourcingTests {
    @Suite("Crowdsourcing") struct DemandFlowTests {
        @Test(
            "CRW-01 CRW-03 CRW-04 CRW-05 CRW-06 From a proven phone over grab, call and proposal to an accepted total that orders can read"
        )
        func story() async throws {
            try await Support.withService { service, fake in
                try await Support.prove(service, fake)
                let id = try await Support.publish(service)
                #expect(
                    try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1").body["phase"]
                        == "talking")

                #expect(
                    try await service.request(
                        "POST", "/demands/\(id)/calls", as: "A-1 buyer", key: "c1", body: ["vendorId": "V-1"]
                    ).status == 202)
                #expect(
                    try await service.eventually {
                        try await service.request("GET", "/vendor/demands/\(id)", as: "A-2 vendor V-1").body.at(
                            "/call/relayNumber") == "17000000009"
                    })
                let binding = try #require(fake.asked.last)
                #expect(
                    binding.key == "relay-key" && binding.body["a"] == .string(Support.buyerPhone)
                        && binding.body["b"] == .string(Support.vendorPhone))

                let path = "/vendor/demands/\(id)/proposals"
                let made = try await service.request(
                    "POST", path, as: "A-2 vendor V-1", key: "p1",
                    body: ["title": "方案一", "lines": Support.lines, "remark": "含一年维护"])
                let proposalPath = try #require(made.header("Location"))
                let cheaper: JSONValue = [["productId": "P-1", "choiceId": "basic", "amountFen": 400_000]]
                #expect(
                    try await service.request("PUT", proposalPath, as: "A-2 vendor V-1", body: ["lines": cheaper])
                        .status
                        == 200)
                let shown = try await service.request("GET", "/demands/\(id)", as: "A-1 buyer")
                #expect(shown.body.at("/proposals/0/versions/1/totalFen") == 400_000)

                let agreement = try await service.request("GET", "/service-agreement").body
                func accept(_ version: Int64, _ fen: Int64, key: String) async throws -> ServiceBench.Answer {
                    try await service.request(
                        "POST", "/demands/\(id)/acceptance", as: "A-1 buyer", key: key,
                        body: [
                            "proposalId": shown.body.at("/proposals/0/proposalId") ?? .null, "version": .int(version),
                            "totalFen": .int(fen),
                            "agreement": [
                                "version": agreement["version"] ?? .null, "digest": agreement["digest"] ?? .null,
                            ],
                        ])
                }
                let stale = try await accept(1, 420_000, key: "a1")
                #expect(stale.status == 409 && stale.body["rule"] == "CRW-06")
                #expect(try await accept(2, 400_000, key: "a2").status == 200)
                let events = try await service.published(5)
                let message = try #require(events.last as? CrowdsourcingWire.ProposalAcceptedV1)
                #expect(message.orderingKey == id)
                #expect(
                    message.totalFen == Money(fen: 400_000) && message.vendorName == "服务商V-1"
                        && message.lines.map(\.productName) == ["网站"])
                for phone in [Support.buyerPhone, Support.vendorPhone] {
                    for event in events { #expect(!String(decoding: event.json(), as: UTF8.self).contains(phone)) }
                }
                let phones = [Support.buyerPhone, Support.vendorPhone]
                let words = ["秘密的一句话", "企业展示", "服务商V-1", "方案一", "含一年维护"]
                let anywhere = try await service.pool.withConnection { try await ClearText.places(of: phones, on: $0) }
                let inMachine = try await service.pool.withConnection {
                    try await ClearText.placesInMachine(of: words, on: $0)
                }
                #expect(anywhere == [] && inMachine == [])
            }
        }

        @Test("CRW-02 A targeted demand is in no other vendor's list, detail or event")
        func targeted() async throws {
            try await Support.withService { service, fake in
                try await Support.prove(service, fake)
                let id = try await Support.publish(service, target: "V-1")
                func count(_ asker: String) async throws -> Int? {
                    try await service.request("GET", "/vendor/demands", as: asker).body["demands"]?.array?.count
                }
                #expect(try await count("A-2 vendor V-1") == 1)
                #expect(try await count("A-4 vendor V-2") == 0)
                #expect(try await service.request("GET", "/vendor/demands/\(id)", as: "A-4 vendor V-2").status == 404)
                #expect(
                    try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-4 vendor V-2").status == 404)
                #expect(try await service.request("GET", "/demands/\(id)", as: "A-9 buyer").status == 404)
                #expect(
                    try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1").status == 200)
                let events = try await service.published(2)
                #expect(events.count == 2)
                for event in events {
                    let text = String(decoding: event.json(), as: UTF8.self)
                    #expect(
                        !text.contains("秘密") && !text.contains("V-1") && !text.contains("A-1")
                            && !text.contains("websites")
                    )
                }
            }
        }

        @Test(
            "CRW-01 A code comes though the relay fails at first, under one idempotency key; codes are limited; a demand needs a proof"
        )
        func codes() async throws {
            try await Support.withService { service, fake in
                fake.fail(1)
                let content: JSONValue = [
                    "market": "websites", "subtype": "企业展示", "sentence": "x", "acceptsRules": true,
                ]
                #expect(
                    try await service.request("POST", "/demands", as: "A-1 buyer", key: "d", body: content).status
                        == 403)
                #expect(
                    try await service.request("POST", "/phone-proof", as: "A-1 buyer", body: ["phone": "12345"]).status
                        == 400)
                #expect(
                    try await service.request(
                        "POST", "/phone-proof", as: "A-1 buyer", body: ["phone": .string(Support.buyerPhone)]
                    ).status == 202)
                #expect(
                    try await service.request(
                        "POST", "/phone-proof", as: "A-1 buyer", body: ["phone": .string(Support.buyerPhone)]
                    ).status == 429)
                let isRepeated = try await service.eventually(step: .seconds(1)) { fake.asked.count >= 2 }
                #expect(isRepeated)
                #expect(Set(fake.asked.map(\.idempotencyKey)).count == 1)
            }
        }
    }
}
