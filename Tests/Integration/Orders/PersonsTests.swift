import EventContracts
import JSON
import Kernel
import Observability
import Offers
import PostgresClient
import TestKit
import Testing

@testable import OrdersAdapters

extension OrdersTests {
    /// Names, what buyers want done, and what vendors write to them.
    @Suite("What orders keeps about persons") struct PersonsTests {
        private static let vendor = "A-9 vendor vendor=V-1"
        private static let contacts = ["13812345678", "wei@example.com", "魏晓梅"]
        private static let requirement = "给魏小姐做一个网站，电话 13812345678"
        private static let reason = "老客户魏小姐"

        /// An account that is known by name, and its human service whose price was changed and whose requirement is filed.
        private func prepare(_ account: String, _ service: WholeService) async throws -> OrderView {
            try await service.fund(account, cash: 100)
            try await service.hear(
                AccountsWire.AccountChangedV1(
                    accountId: account, name: "小魏\(account)", roles: [.buyer], verification: .individual,
                    isClosed: false,
                    at: service.clock.now(), email: Self.contacts[1], phone: Self.contacts[0],
                    verifiedName: Self.contacts[2]))
            let steps: [Offer.DeliveryStep] = [
                .init(name: "提交需求", actor: .buyer, needsBuyerConfirmation: false),
                .init(name: "开发", actor: .vendor, needsBuyerConfirmation: true),
            ]
            let offer = try service.offer("OF-\(account)", .humanService, fen: 500, buyer: account, steps: steps)
            let order = try await service.place(offer, as: "\(account) buyer")
            let changed = try await service.call(
                "POST", "/orders/\(order.orderId)/price", #"{"totalFen":100,"reason":"\#(Self.reason)"}"#,
                as: Self.vendor)
            #expect(changed.status == 200)
            #expect(try await service.pay(order, fen: 100, as: "\(account) buyer").status == 202)
            let path = "/deliveries/\(order.orderId)-1"
            let shown = try await service.eventually(
                { try await service.call("GET", path, as: "\(account) buyer").status }, is: { $0 == 200 })
            #expect(shown == 200)
            let filed = try await service.call(
                "POST", "\(path)/requirement", #"{"text":"\#(Self.requirement)"}"#, as: "\(account) buyer")
            #expect(filed.status == 200)
            return order
        }

        private struct Shown: Equatable {
            let name, reason, requirement: String?
        }

        /// What the vendor is shown of the buyer.
        private func shown(_ order: OrderView, _ service: WholeService) async throws -> Shown {
            let detail = try await service.call("GET", "/orders/\(order.orderId)", as: Self.vendor)
            let delivery = try await service.call("GET", "/deliveries/\(order.orderId)-1", as: Self.vendor)
            let document = try JSONValue(parsing: detail.text)
            let change = document["timeline"]?.array?.first { $0["what"] == "price-changed" }
            return Shown(
                name: document["accountName"]?.string, reason: change?["reason"]?.string,
                requirement: try JSONValue(parsing: delivery.text)["requirement"]?.string)
        }

        @Test(
            "ORD-03 DLV-02 Names, requirements and reasons lie in clear nowhere in the machine; they go with the buyer, another's stay"
        )
        func forgotten() async throws {
            try await withOrders { service in
                let gone = try await prepare("A-1", service)
                let other = try await prepare("A-2", service)
                func whole(_ account: String) -> Shown {
                    Shown(name: "小魏\(account)", reason: Self.reason, requirement: Self.requirement)
                }
                let before = try await service.eventually(
                    { try await shown(gone, service) }, is: { $0 == whole("A-1") })
                #expect(before == whole("A-1"))
                let (anywhere, inMachine) = try await service.pool.withConnection { database in
                    (
                        try await ClearText.places(of: Self.contacts + [Self.requirement], on: database),
                        try await ClearText.placesInMachine(of: [Self.reason, "小魏"], on: database)
                    )
                }
                #expect(anywhere == [] && inMachine == [])

                try await service.bury("A-1")
                let nothing = Shown(name: nil, reason: nil, requirement: nil)
                let after = try await service.eventually({ try await shown(gone, service) }, is: { $0 == nothing })
                #expect(after == nothing)
                let rows = try await service.pool.withConnection { try await ClearText.places(of: ["小魏A-1"], on: $0) }
                #expect(rows == [])
                #expect(try await shown(other, service) == whole("A-2"))
                // The work goes on.
                let finished = try await service.call(
                    "POST", "/deliveries/\(gone.orderId)-1/steps/1/finish", as: Self.vendor)
                #expect(finished.status == 200)
            }
        }
    }
}
