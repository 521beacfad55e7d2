import EventContracts
import JSON
import Kernel
import PostgresClient
import TestKit
import Testing

extension CrowdsourcingTests {
    /// Accounts that are gone, on the real topic and database.
    @Suite("Whom crowdsourcing forgets") struct ForgettingTests {
        @Test(
            "CRW-04 With a buyer's account its words and number are gone from demand, lists and calls; vendors' words stay"
        )
        func buyer() async throws {
            try await Support.withService { service, fake in
                let (id, _) = try await Support.accept(service, fake)
                let path = "/vendor/demands/\(id)"
                try await service.bury("A-1")
                #expect(
                    try await service.eventually {
                        try await service.request("GET", path, as: "A-2 vendor V-1").body["sentence"] == nil
                    })
                let shown = try await service.request("GET", path, as: "A-2 vendor V-1").body
                #expect(shown["subtype"] == nil && shown["details"] == nil && shown["region"] == nil)
                #expect(shown["market"] == "websites" && shown.at("/proposals/0/title") == "方案一")
                func listed(_ query: String) async throws -> [JSONValue] {
                    try await service.request("GET", "/vendor/demands\(query)", as: "A-2 vendor V-1").body["demands"]?
                        .array ?? []
                }
                // The demand itself hears of it a moment after the person's key has gone.
                #expect(
                    try await service.eventually {
                        let grabbed = try await listed("?grabbed=true")
                        return grabbed.count == 1 && grabbed[0]["sentence"] == nil && grabbed[0]["region"] == nil
                    })
                #expect(try await listed("").isEmpty)
                let call = try await service.request("POST", "\(path)/calls", as: "A-2 vendor V-1", key: "c9")
                #expect(call.status == 404)
                // What was published stays where others have read it; nothing else says it any more.
                let needles = ["秘密的一句话", Support.buyerPhone]
                let places = try await service.pool.withConnection { try await ClearText.places(of: needles, on: $0) }
                #expect(places.filter { !$0.hasPrefix("event") } == [])
            }
        }

        @Test(
            "CRW-04 CRW-05 With a vendor's account its name, number and words are gone; its proposal and the buyer's words stay"
        )
        func vendor() async throws {
            try await Support.withService { service, fake in
                let (id, _) = try await Support.accept(service, fake)
                func shown() async throws -> JSONValue {
                    try await service.request("GET", "/demands/\(id)", as: "A-1 buyer").body
                }
                #expect(try await shown().at("/vendors/0/vendorName") == "服务商V-1")
                try await service.bury("A-2")
                #expect(try await service.eventually { try await shown().at("/vendors/0/vendorName") == "V-1" })
                let demand = try await shown()
                #expect(demand.at("/proposals/0/title") == nil && demand.at("/proposals/0/versions/0/remark") == nil)
                #expect(demand.at("/proposals/0/versions/0/totalFen") == 420_000 && demand["sentence"] == "秘密的一句话")
                let call = try await service.request(
                    "POST", "/demands/\(id)/calls", as: "A-1 buyer", key: "c1", body: ["vendorId": "V-1"])
                #expect(call.status == 409 && call.body["type"] == "vendor-without-phone")
                #expect(fake.asked.count { $0.path == "/v1/bindings" } == 0)
            }
        }
    }
}
