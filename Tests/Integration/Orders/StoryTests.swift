import EventContracts
import HTTPClient
import Kernel
import Observability
import Offers
import PostgresClient
import Synchronization
import Testing

@testable import OrdersAdapters

extension OrdersTests {
    @Suite("The whole of orders, on a real database and broker")
    struct StoryTests {
        @Test("A SaaS order: price change, voucher and balance, polled vendor, password for the owner only, refund")
        func saas() async throws {
            try await withOrders { service in
                service.world.state.withLock { $0.notReady = 2 }
                try await service.listProduct()
                try await service.fund("A-1", cash: 30_000, voucher: 1_000)
                let order = try await service.place(try service.offer("OF-1"))
                #expect(order.status == "unpaid")
                let changed = try await service.call(
                    "POST", "/orders/\(order.orderId)/price", #"{"totalFen":20000,"reason":"加项"}"#,
                    as: "A-2 vendor vendor=V-1")
                #expect(changed.status == 200)
                let outdated = try await service.pay(order)
                #expect(outdated.status == 409)
                #expect(outdated.text.contains("ORD-03"))
                #expect(try await service.pay(order, fen: 20_000, voucher: 1_000).status == 202)
                let produced = try await service.order(order.orderId, becomes: "produced")
                #expect(produced.statusText == "已完成")
                #expect(produced.cashFen == Money(fen: 19_000))
                #expect(
                    service.world.state.withLock { $0.vendorCalls } == [
                        "createInstance", "createInstance", "createInstance",
                    ])

                let path = "/entitlements/\(order.orderId)-1"
                let own = try await service.call("GET", path)
                #expect(own.text.contains(#""adminPassword":"s3cret""#))
                #expect(own.headers.contains { $0.name.lowercased() == "cache-control" && $0.value == "no-store" })
                for who in ["A-1 buyer sub=clerk", operatorToken] {
                    let other = try await service.call("GET", path, as: who)
                    #expect(other.status == 200)
                    #expect(!other.text.contains("s3cret"))
                }
                #expect(try await service.call("GET", path, as: "A-3 buyer").status == 404)
                let leaks = try await service.pool.withConnection {
                    try await $0.query("SELECT 1 FROM journal WHERE position(convert_to('s3cret', 'UTF8') IN body) > 0")
                        .count
                }
                #expect(leaks == 0)

                try await refund(order, service)
            }
        }

        private func refund(_ order: OrderView, _ service: WholeService) async throws {
            let line = RefundsWire.RefundLine(
                lineId: "\(order.orderId)-1", cashFen: Money(fen: 19_000), voucherFen: .zero)
            try await service.hear(
                RefundsWire.RefundRequestedV1(
                    refundId: "R-1", orderId: order.orderId, accountId: "A-1", vendorId: "V-1", amounts: [line],
                    cashFen: line.cashFen,
                    voucherFen: .zero, requestedAt: service.clock.now()))
            _ = try await service.eventually({ service.world.state.withLock { $0.vendorCalls.count } }, is: { $0 == 4 })
            for _ in 1...2 {
                try await service.hear(
                    RefundsWire.RefundApprovedV1(
                        refundId: "R-1", orderId: order.orderId, accountId: "A-1", vendorId: "V-1", amounts: [line],
                        cashFen: line.cashFen,
                        voucherFen: .zero, automatic: false, destination: .originalPayment,
                        approvedAt: service.clock.now())
                )
            }
            let refunded = try await service.order(order.orderId, becomes: "refunded")
            #expect(refunded.refunds.map(\.cashFen) == [Money(fen: 19_000)])
            let calls = try await service.eventually(
                { service.world.state.withLock { $0.vendorCalls.suffix(2) } }, is: { $0.last == "releaseInstance" })
            #expect(calls == ["expiredInstance", "releaseInstance"])
            #expect(service.world.state.withLock { !$0.hasBadToken })
            #expect(
                try await service.ledger() == [
                    "bank": -30_000, "promotion": -1_000, "wallet:A-1": 30_000, "order:\(order.orderId)": 1_000,
                ])
            #expect(
                try await service.published(order.orderId) == [
                    "order-placed", "order-price-changed", "order-paid", "order-produced", "order-refunded",
                ])
            let detail = try await service.call("GET", "/orders/\(order.orderId)")
            for what in [
                "placed", "price-changed", "charged", "paid", "line-delivered", "closed-for-refund", "refunded",
            ] {
                #expect(
                    detail.text.contains(#""what":"\#(what)""#) || detail.text.contains(#""what": "\#(what)""#),
                    "\(what) is missing")
            }
        }

        @Test("An online payment: signed callbacks, repeats, wrong signatures, a lost callback, late money")
        func online() async throws {
            try await withOrders { service in
                try await service.listProduct()
                let order = try await service.place(try service.offer("OF-1"))
                #expect(try await service.pay(order, "online").status == 202)
                let opened = try await service.eventually(
                    { try await service.order(order.orderId) }, is: { $0.payment?.payUrl != nil })
                let payment = try #require(opened.payment)
                #expect(payment.payUrl == "http://pay/\(payment.paymentId)")
                let paid =
                    #"{"eventId":"e1","type":"payment.paid","paymentId":"\#(payment.paymentId)","paidFen":19900,"occurredAt":"2026-11-21T08:00:00Z"}"#
                #expect(try await service.callback(paid, secret: Array("wrong".utf8)) == 401)
                #expect(try await service.callback("not json") == 400)
                for _ in 1...2 { #expect(try await service.callback(paid) == 204) }
                _ = try await service.order(order.orderId, becomes: "processing")

                let lost = try await service.place(try service.offer("OF-2", fen: 500))
                _ = try await service.pay(lost, "online")
                let asked = try await service.eventually(
                    { try await service.order(lost.orderId) }, is: { $0.payment?.payUrl != nil })
                service.world.state.withLock { $0.paid[asked.payment?.paymentId ?? ""] = 500 }
                service.advance(by: .seconds(15))
                #expect(try await service.order(lost.orderId, becomes: "processing").status == "processing")

                let late = try await service.place(try service.offer("OF-3", fen: 700))
                _ = try await service.pay(late, "online")
                let waiting = try await service.order(late.orderId).payment?.paymentId ?? ""
                #expect(try await service.call("POST", "/orders/\(late.orderId)/cancel").status == 200)
                for id in [waiting, "PAY-unknown"] {
                    #expect(
                        try await service.callback(
                            #"{"eventId":"e","type":"payment.paid","paymentId":"\#(id)","paidFen":700}"#) == 204)
                }
                _ = try await service.eventually({ service.world.state.withLock { $0.refunds.count } }, is: { $0 == 2 })
                let balances = try await service.eventually(
                    { try await service.ledger() }, is: { $0["provider"] == -20_400 })
                #expect(
                    balances == ["provider": -20_400, "order:\(order.orderId)": 19_900, "order:\(lost.orderId)": 500])
            }
        }

        @Test("ORD-12 two pay for one domain at the same time: one winner, the other's money back in full")
        func domain() async throws {
            try await withOrders { service in
                let domain = Offer.Domain(
                    name: "example.com", partner: "sedo", partnerReference: "L-1", domainPrice: Money(fen: 8_000),
                    firstYearRenewal: Money(fen: 900))
                for account in ["A-1", "A-2"] {
                    try await service.fund(account, cash: 8_900)
                    try await service.hear(
                        AccountsWire.AccountChangedV1(
                            accountId: account, name: account, roles: [.buyer], verification: .individual,
                            isClosed: false,
                            at: service.clock.now(),
                            registrantTemplates: [
                                .init(
                                    templateId: "RT-1", kind: .individual, isVerified: true, isComplete: true,
                                    hasPapers: false)
                            ]))
                }
                _ = try await service.eventually(
                    {
                        try await service.pool.withConnection {
                            try await $0.query("SELECT 1 FROM registrant_template")
                        }
                        .count
                    }, is: { $0 == 2 })
                let owner = #","owner":{"kind":"individual","registrantTemplateId":"RT-1"}"#
                let unowned = try await service.call(
                    "POST", "/orders",
                    #"{"offers":["\#(try service.offer("OF-0", .partnerDomain, fen: 8_900, domain: domain))"],"acceptedAgreements":["\#(digest)"]}"#
                )
                #expect(unowned.status == 422)
                #expect(unowned.text.contains("ORD-11"))
                let one = try await service.place(
                    try service.offer("OF-1", .partnerDomain, fen: 8_900, domain: domain), owner: owner)
                let two = try await service.place(
                    try service.offer("OF-2", .partnerDomain, fen: 8_900, buyer: "A-2", domain: domain),
                    as: "A-2 buyer",
                    owner: owner)
                #expect(one.lines.map(\.priceFen.fen) == [8_000, 900])
                async let first = service.pay(one)
                async let second = service.pay(two, as: "A-2 buyer")
                #expect(try await [first.status, second.status] == [202, 202])
                func statuses() async throws -> [String] {
                    [
                        try await service.order(one.orderId).status,
                        try await service.order(two.orderId, as: "A-2 buyer").status,
                    ]
                }
                let settled = try await service.eventually(
                    statuses, is: { $0.sorted() == ["domain-taken", "processing"] })
                #expect(settled.sorted() == ["domain-taken", "processing"])
                let winner = settled[0] == "processing" ? one.orderId : two.orderId
                let balances = try await service.eventually({ try await service.ledger() }, is: { $0.count == 3 })
                #expect(balances["order:\(winner)"] == 8_900)
                #expect(balances["bank"] == -17_800)
                try await service.hear(
                    PartnerDomainFulfilmentWire.DomainPurchasedV1(
                        orderId: winner, lineId: "\(winner)-1", accountId: "A-1", domain: "example.com", source: .sedo,
                        expiresOn: CivilDate(daysSince1970: 21_000), holder: .buyer, papersNeeded: false,
                        purchasedAt: service.clock.now()))
                let who = winner == one.orderId ? "A-1 buyer" : "A-2 buyer"
                #expect(try await service.order(winner, as: who, becomes: "produced").status == "produced")
                // The partner is owed the domain's line, the renewal stays with the platform as registrar.
                #expect(try await service.ledger()["partner:sedo"] == 8_000)
                #expect(try await service.ledger()["registrar"] == 900)
            }
        }

        @Test(
            "A human service: steps by their actors, requirement, pause, and the system's confirmation after seven days"
        )
        func delivery() async throws {
            try await withOrders { service in
                try await service.fund("A-1", cash: 300_000)
                let steps: [Offer.DeliveryStep] = [
                    .init(name: "提交需求", actor: .buyer, needsBuyerConfirmation: false),
                    .init(name: "开发", actor: .vendor, needsBuyerConfirmation: true),
                ]
                let order = try await service.place(
                    try service.offer("OF-1", .humanService, fen: 300_000, steps: steps))
                _ = try await service.pay(order)
                let path = "/deliveries/\(order.orderId)-1"
                _ = try await service.eventually({ try await service.call("GET", path).status }, is: { $0 == 200 })
                let vendor = "A-2 vendor vendor=V-1"
                #expect(try await service.call("POST", "\(path)/steps/0/finish", as: vendor).status == 403)
                #expect(try await service.call("POST", "\(path)/requirement", #"{"text":"一个网站"}"#).status == 200)
                #expect(
                    try await service.call("POST", "\(path)/steps/1/finish", as: "A-3 vendor vendor=V-2").status == 404)
                #expect(try await service.call("POST", "\(path)/steps/1/finish", as: vendor).status == 200)
                #expect(try await service.call("POST", "\(path)/pause").status == 200)
                service.advance(by: .days(30))
                #expect(try await service.call("POST", "\(path)/resume").status == 200)
                for _ in 1...7 {
                    service.advance(by: .days(1))
                    _ = try await service.eventually({ service.clock.now() }, is: { _ in true })
                }
                #expect(try await service.order(order.orderId, becomes: "produced").status == "produced")
                let types = try await service.published(order.orderId)
                #expect(types.filter { $0 == "delivery-confirmation-reminded" }.count == 2)
                #expect(types.suffix(2) == ["delivery-accepted", "order-produced"])
            }
        }

        /// ORD-05: nothing is booked for an account nobody told of, and a receipt counts once, also at the same time.
        private func grants(_ service: WholeService) async throws {
            for kind in ["top-ups", "vouchers"] {
                let unknown = try await service.call(
                    "POST", "/accounts/A-typo/wallet/\(kind)", #"{"amountFen":1,"reference":"x"}"#, as: operatorToken)
                #expect(unknown.status == 404)
            }
            try await service.introduce("A-1")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...20 {
                    group.addTask {
                        try await service.call(
                            "POST", "/accounts/A-1/wallet/top-ups", #"{"amountFen":100,"reference":"BANK-1"}"#,
                            as: operatorToken
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 19))
            #expect(try await service.ledger() == ["bank": -100, "wallet:A-1": 100])
        }

        @Test("HTTP: who may, what is foreign, repeats, paging, filters and the export")
        func edges() async throws {
            try await withOrders { service in
                #expect(try await service.call("GET", "/orders", as: nil).status == 401)
                #expect(try await service.call("GET", "/wallet", as: "A-2 vendor vendor=V-1").status == 403)
                #expect(
                    try await service.call("POST", "/accounts/A-1/wallet/top-ups", #"{"amountFen":1,"reference":"x"}"#)
                        .status == 403)
                try await grants(service)
                try await service.listProduct()
                let offer = try service.offer("OF-1")
                let body = #"{"offers":["\#(offer)"],"acceptedAgreements":["\#(digest)"]}"#
                #expect(try await service.call("POST", "/orders", body, key: "").status == 400)
                let first = try await service.call("POST", "/orders", body, key: "same")
                #expect(first.status == 201)
                #expect(try await service.call("POST", "/orders", body, key: "same").text == first.text)
                #expect(
                    try await service.call("POST", "/orders", #"{"offers":[],"acceptedAgreements":[]}"#, key: "same")
                        .status
                        == 422)
                #expect(try await service.call("POST", "/orders", body).text.contains("offer-used"))
                let refused = try await service.call(
                    "POST", "/orders", #"{"offers":["v1.k1.x.y"],"acceptedAgreements":[]}"#)
                #expect(refused.status == 422)
                let missing = try await service.call("POST", "/orders", #"{"offers":["x"]}"#)
                #expect(missing.status == 400)
                #expect(missing.text.contains("/acceptedAgreements"))

                let order: OrderView = try first.read()
                #expect(try await service.call("GET", "/orders/\(order.orderId)", as: "A-3 buyer").status == 404)
                #expect(
                    try await service.call("GET", "/orders/\(order.orderId)", as: "A-2 vendor vendor=V-1").status == 200
                )
                for number in 2...5 {
                    service.advance(by: .seconds(1))
                    _ = try await service.place(try service.offer("OF-\(number)"))
                }
                var seen: [String] = []
                var next = ""
                repeat {
                    let page: Page = try await service.call("GET", "/orders?limit=2&status=unpaid\(next)").read()
                    seen += page.items.map(\.orderId)
                    next = page.next.map { "&cursor=\($0)" } ?? ""
                } while !next.isEmpty
                #expect(seen.count == 5)
                #expect(Set(seen).count == 5)
                #expect(seen.last == order.orderId)
                let since = (order.placedAt + .seconds(2)).rfc3339
                let later: Page = try await service.call("GET", "/orders?from=\(since)&productType=saas").read()
                #expect(later.items.map(\.orderId) == Array(seen.prefix(3)))
                for none in ["productType=human-service", "status=produced", "to=\(order.placedAt.rfc3339)"] {
                    let page: Page = try await service.call("GET", "/orders?\(none)").read()
                    #expect(page.items.isEmpty)
                }
                let file = try await service.call("GET", "/orders.csv")
                #expect(file.text.hasPrefix("\u{FEFF}订单号,"))
                #expect(file.text.contains("\"云建站, \"\"企业\"\"\""))
                #expect(file.text.split(separator: "\r\n").count == 6)
            }
        }

        private struct Page: Decodable {
            let items: [OrderView]
            let next: String?
        }
    }
}
