import EventContracts
import HTTPClient
import JSON
import Kernel
import Messaging
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import PostgresClient
import Runtime
import Synchronization
import TestKit
import Testing

extension FulfilmentTests {
    @Suite("The service of domain purchases")
    struct PurchaseServiceTests {
        private typealias Wire = PartnerDomainFulfilmentWire

        @Test(
            "C04 A number that no contract allows is parked under its place, whichever it is, and what comes behind goes on"
        )
        func oversized() async throws {
            try await withService { bench, partner, _ in
                #expect(try await bench.findingsOfOversized(readBy: "partner-domain-fulfilment").isEmpty)
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                #expect(try await bench.eventually { await partner.orders == ["O-1-1"] })
            }
        }

        @Test(
            "DOM-01 DOM-02 DOM-03 a paid order becomes a domain of its buyer, told on the topic, over HTTP and by mail")
        func bought() async throws {
            try await withService { bench, partner, mailbox in
                try await bench.publish(AccountsWire.AccountChangedV1.buyer, id: "a1")
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                #expect(try await bench.eventually { await partner.orders == ["O-1-1"] })
                let waiting = try await bench.ask("GET", "/purchases/O-1", as: "A-1", "buyer")
                #expect(waiting.body["statusText"]?.string == "处理中")

                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/operator/purchases/O-1", as: "S-1", "operator").body["phase"]
                            == "waiting"
                    })
                await partner.settle(
                    .bought(partnerReference: "P-1", expiresOn: CivilDate("2027-05-01") ?? CivilDate(daysSince1970: 0)))
                let path = "/operator/purchases/O-1/ask-now"
                #expect(try await bench.ask("POST", path, as: "A-1", "buyer").status == 403)
                #expect(try await bench.ask("POST", path, as: "S-1", "operator").status == 200)
                let events = try await bench.published(2)
                #expect(
                    events.map { type(of: $0).type.split(separator: ".")[2] } == [
                        "domain-purchase-started", "domain-purchased",
                    ])
                let bought = try #require(events.last as? Wire.DomainPurchasedV1)
                #expect(bought.expiresOn.description == "2028-05-01")
                #expect(bought.holder == .buyer && bought.partnerReference == "P-1")
                #expect(await partner.orders == ["O-1-1"])

                let done = try await bench.ask("GET", "/purchases/O-1", as: "A-1", "buyer")
                #expect(done.body["statusText"]?.string == "购买成功")
                #expect(
                    done.body["steps"]?.array?.compactMap { $0["step"]?.string } == ["started", "accepted", "bought"])
                #expect(try await bench.ask("GET", "/openapi.json", as: "A-1", "buyer").status == 200)
                let domains = try await bench.ask("GET", "/domains", as: "A-1", "buyer")
                #expect(domains.body.at("/domains/0/domain")?.string == "example.com")
                #expect(try await bench.eventually { mailbox.mails.count == 2 })
                #expect(
                    mailbox.mails.map(\.messageID) == [
                        "O-1.processing@marketplace.example", "O-1.bought@marketplace.example",
                    ])
                #expect(mailbox.mails.allSatisfy { $0.to == ["buyer@example.com"] })
            }
        }

        @Test("DOM-05 a failed purchase is told with its reason, and whether the listing is stale")
        func failed() async throws {
            try await withService { bench, partner, _ in
                await partner.settle(.refused(.staleListing))
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                let failed = try #require(try await bench.published(2).last as? Wire.DomainPurchaseFailedV1)
                #expect(failed.reason == .staleListing && failed.listingStale && failed.listingId == "L-1")
                let view = try await bench.ask("GET", "/purchases/O-1", as: "A-1", "buyer")
                #expect(view.body["failureText"]?.string == "域名出售信息已失效")
            }
        }

        @Test("DOM-06 an order whose answer is lost is booked once")
        func lostAnswers() async throws {
            try await withService { bench, partner, _ in
                await partner.loseAnswers(3)
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                #expect(try await bench.eventually(step: .seconds(5)) { await partner.lookUps >= 5 })
                #expect(await partner.orders == ["O-1-1"])
            }
        }

        @Test("DOM-06 operators see what is stuck, can ask now, and enter what was bought by hand")
        func operators() async throws {
            try await withService { bench, _, _ in
                try await bench.publish(OrdersWire.OrderPaidV1.domain(source: "other"), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/operator/purchases/O-1", as: "S-1", "operator").status == 200
                    })
                let desk = try await bench.ask("GET", "/operator/purchases?view=desk", as: "S-1", "operator")
                #expect(desk.body.at("/purchases/0/orderId")?.string == "O-1")
                let early = try await bench.ask("POST", "/operator/purchases/O-1/ask-now", as: "S-1", "operator")
                #expect(early.status == 409 && early.body["rule"]?.string == "DOM-06")
                let outcome: JSONValue = ["outcome": "bought", "expiresOn": "2027-05-01"]
                let keyless = try await bench.ask(
                    "POST", "/operator/purchases/O-1/outcome", as: "S-1", "operator", body: outcome)
                #expect(keyless.status == 400)
                for _ in 0..<2 {
                    let done = try await bench.ask(
                        "POST", "/operator/purchases/O-1/outcome", as: "S-1", "operator", key: "k1", body: outcome)
                    #expect(done.status == 200 && done.body["status"]?.string == "bought")
                }
                let desk2 = try await bench.ask("GET", "/operator/purchases?view=all", as: "S-1", "operator")
                #expect(desk2.body["purchases"]?.array?.isEmpty == true)
                let partners = try await bench.ask("GET", "/operator/partners", as: "S-1", "operator")
                #expect(partners.body.at("/partners/0/circuit")?.string == "closed")
            }
        }

        @Test("DOM-04 the buyer of a .cn name files papers, an operator confirms the change")
        func papers() async throws {
            try await withService { bench, partner, _ in
                try await bench.publish(AccountsWire.AccountChangedV1.buyer, id: "a1")
                await partner.settle(.bought(partnerReference: "P-1", expiresOn: CivilDate(daysSince1970: 21_000)))
                try await bench.publish(OrdersWire.OrderPaidV1.domain(named: "example.cn"), id: "o1")
                let bought = try #require(try await bench.published(2).last as? Wire.DomainPurchasedV1)
                #expect(bought.holder == .formerHolder && bought.papersNeeded)
                func file(_ account: String, _ template: String) async throws -> Int {
                    try await bench.ask(
                        "POST", "/purchases/O-1/papers", as: account, "buyer", body: ["templateId": .string(template)]
                    ).status
                }
                #expect(try await file("A-2", "RT-1") == 404)
                #expect(try await file("A-1", "RT-2") == 422)
                // Accounts come on a topic of their own, in no order with orders.
                #expect(try await bench.eventually { try await file("A-1", "RT-1") == 200 })
                #expect(try await file("A-1", "RT-1") == 409)
                let confirmed = try await bench.ask(
                    "POST", "/operator/purchases/O-1/holder-changed", as: "S-1", "operator")
                #expect(confirmed.body["holder"]?.string == "buyer")
                let domains = try await bench.ask("GET", "/domains", as: "A-1", "buyer")
                #expect(domains.body.at("/domains/0/papersNeeded")?.bool == false)
            }
        }

        @Test(
            "DOM-02 A mail address lies in no table in clear; with its account it is gone and mails to it end; another's stays"
        )
        func forgotten() async throws {
            try await withService { bench, partner, mailbox in
                let addresses = PostgresPurchaseQueries(bench.pool, keyring: .ofTests)
                for (account, mail) in [("A-1", "buyer@example.com"), ("A-2", "other@example.com")] {
                    try await bench.publish(AccountsWire.AccountChangedV1.buyer(account, mail), id: account)
                    #expect(try await bench.eventually { try await addresses.mailAddress(of: account) == .known(mail) })
                }
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                #expect(try await bench.eventually { mailbox.mails.map(\.to) == [["buyer@example.com"]] })
                let needles = ["buyer@example.com", "other@example.com", "13812345678", "魏小姐", "示例"]
                let places = try await bench.pool.withConnection { try await ClearText.places(of: needles, on: $0) }
                #expect(places == [])

                try await bench.bury("A-1")
                #expect(try await bench.eventually { try await addresses.mailAddress(of: "A-1") == MailAddress.none })
                await partner.settle(.refused(.holderGaveUp))
                #expect(
                    try await bench.eventually(step: .seconds(5)) {
                        try await bench.ask("GET", "/purchases/O-1", as: "A-1", "buyer").body["status"] == "failed"
                    })
                let effects: SQL = "SELECT count(*) FROM effect"
                #expect(
                    try await bench.eventually {
                        try await bench.pool.withConnection { try await $0.query(effects)[0].get(0, Int.self) } == 0
                    })
                #expect(mailbox.mails.count == 1)
                #expect(try await addresses.mailAddress(of: "A-2") == .known("other@example.com"))
            }
        }

        @Test("Purchases of other accounts do not exist, and what only operators may see is refused to buyers")
        func strangers() async throws {
            try await withService { bench, _, _ in
                try await bench.publish(OrdersWire.OrderPaidV1.domain(), id: "o1")
                #expect(
                    try await bench.eventually {
                        try await bench.ask("GET", "/purchases/O-1", as: "A-1", "buyer").status == 200
                    })
                #expect(try await bench.ask("GET", "/purchases/O-1", as: "A-2", "buyer").status == 404)
                #expect(try await bench.ask("GET", "/operator/purchases", as: "A-1", "buyer").status == 403)
                #expect(try await bench.ask("GET", "/operator/purchases?view=odd", as: "S-1", "operator").status == 400)
            }
        }
    }
}

private func withService(_ body: (ServiceBench, FakePartner, Mailbox) async throws -> Void) async throws {
    let (partner, mailbox) = (FakePartner(), Mailbox())
    try await ServiceBench.run(
        migrations: try PartnerDomainFulfilmentService.migrations(),
        definition: { pool, _ in
            let queries = PostgresPurchaseQueries(pool, keyring: .ofTests)
            return PartnerDomainFulfilmentService.definition(
                conversation: PartnerConversation(partners: [.sedo: partner], onSilence: { _, _ in }),
                mails: MailSender(from: "domains@marketplace.example", queries: queries, send: mailbox.send))
        },
        router: { machine, pool, clock in
            PartnerDomainFulfilmentService.router(
                CommandDesk(machine), PostgresPurchaseQueries(pool, keyring: .ofTests),
                { [(source: .sedo, state: .closed(failuresInARow: 0))] }, clock)
        }
    ) { try await body($0, partner, mailbox) }
}

/// Books orders under their reference, once, and can lose its answers.
private actor FakePartner: Partner {
    private(set) var orders: [String] = []
    private(set) var lookUps = 0
    private var state = PartnerAnswer.processing(partnerReference: "P-1")
    private var lostAnswers = 0

    func settle(_ answer: PartnerAnswer) { state = answer }
    func loseAnswers(_ count: Int) { lostAnswers = count }

    func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        lookUps += 1
        if !orders.isEmpty { try mayLoseAnswer() }
        return orders.contains(order.reference) ? state : nil
    }

    func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        orders.append(order.reference)
        try mayLoseAnswer()
        return state
    }

    private func mayLoseAnswer() throws(PartnerSilence) {
        guard lostAnswers > 0 else { return }
        lostAnswers -= 1
        throw PartnerSilence(.answerLost, "as scripted")
    }
}

private final class Mailbox: Sendable {
    private let box = Mutex([Mail]())
    var mails: [Mail] { box.withLock { $0 } }
    var send: MailSender.Send { { [self] mail throws(OutboundError) in box.withLock { $0.append(mail) } } }
}

extension AccountsWire.AccountChangedV1 {
    fileprivate static let buyer = buyer("A-1", "buyer@example.com")

    fileprivate static func buyer(_ id: String, _ email: String) -> AccountsWire.AccountChangedV1 {
        AccountsWire.AccountChangedV1(
            accountId: id, name: "示例", roles: [.buyer], verification: .individual, isClosed: false,
            at: Instant(microseconds: 0),
            email: email, phone: "13812345678", verifiedName: "魏小姐",
            registrantTemplates: [
                .init(templateId: "RT-1", kind: .individual, isVerified: true, isComplete: true, hasPapers: true),
                .init(templateId: "RT-2", kind: .individual, isVerified: true, isComplete: true, hasPapers: false),
            ])
    }
}

extension OrdersWire.OrderPaidV1 {
    fileprivate static func domain(named name: String = "example.com", source: String = "sedo")
        -> OrdersWire.OrderPaidV1
    {
        func line(_ number: Int, _ role: OrdersWire.LineRole, fen: Int64) -> OrdersWire.PaidLine {
            OrdersWire.PaidLine(
                lineId: "O-1-\(number)", role: role, productId: "L-1", productVersion: 0, productName: name,
                productType: .partnerDomain,
                choiceId: name, specification: name, billing: .once, quantity: 1, priceFen: Money(fen: fen),
                hasFiveDayRefund: false,
                agreementVersion: "1", agreementDigest: String(repeating: "0", count: 64),
                agreementAcceptedAt: Instant(microseconds: 0),
                offerId: "OF-1", cashFen: Money(fen: fen), voucherFen: .zero)
        }
        return OrdersWire.OrderPaidV1(
            orderId: "O-1", accountId: "A-1", vendorId: source, vendorName: source, seller: .firstParty,
            orderType: .new, paymentId: "PAY-1",
            method: .balance, lines: [line(1, .domain, fen: 110_000), line(2, .renewal, fen: 6_900)],
            domain: OrdersWire.DomainPurchase(
                name: name, source: .init(word: source), listingId: "L-1", ownerKind: .individual,
                registrantTemplateId: "RT-2", papersOnTemplate: false),
            totalFen: Money(fen: 116_900), cashFen: Money(fen: 116_900), voucherFen: .zero,
            placedAt: Instant(microseconds: 0),
            paidAt: Instant(microseconds: 0))
    }
}
