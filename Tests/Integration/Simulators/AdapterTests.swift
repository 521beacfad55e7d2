import Crypto
import FoundationEssentials
import HTTPClient
import JSON
import Kernel
import Observability
@testable import OrdersAdapters
import OrdersApplication
import OrdersDomain
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import PartnerSimulator
import PaymentSimulator
import Testing
import VendorSimulator

/// The simulators as the services' own adapters see them: what one side says, the other must understand.
@Suite("Services' adapters against the simulators")
struct AdapterTests {
    private static let reasons: [(FailureReason, Source)] = FailureReason.allCases.flatMap { reason in
        [Source.sedo, .afternic, .yumi].map { (reason, $0) }
    }

    private func partner(_ source: Source, _ bench: Bench) -> any PartnerDomainFulfilmentApplication.Partner {
        let client = bench.client
        let send: Send = { request throws(OutboundError) in try await client.send(request) }
        switch source {
        case .sedo:
            return SedoPartner(
                baseURL: bench.url, partnerID: "51122", signKey: "sedo-sign-key", send: send, clock: bench.clock)
        case .afternic:
            return AfternicPartner(
                baseURL: bench.url, key: "afternic-key", secret: "afternic-secret", send: send, clock: bench.clock)
        default:
            return YumiPartner(
                baseURL: bench.url, appID: "marketplace", appKey: "yumi-secret", send: send, clock: bench.clock,
                random: SystemRandom())
        }
    }

    private func order(_ source: Source, _ now: Instant) -> PaidDomainOrder {
        PaidDomainOrder(
            orderID: "O-2611210123456789", lineID: "O-2611210123456789-1", accountID: "A-1", domain: "example.com",
            source: source,
            listingID: "L-1", price: Money(fen: 123_450),
            registrant: Registrant(templateID: "T-1", kind: .enterprise, papersOnTemplate: true),
            paidAt: now)
    }

    @Test(
        "A domain is ordered, looked up while it is processed, and bought", arguments: [Source.sedo, .afternic, .yumi])
    func domainBought(source: Source) async throws {
        let bench = try Bench(partnerSimulator)
        _ = try await bench.setScript("example.com", ["afterLookUps": 2, "expires": "2027-05-01"])
        let partner = partner(source, bench), order = order(source, bench.now)
        #expect(try await partner.lookUp(order) == nil)
        guard case .processing(let number) = try await partner.order(order) else {
            Issue.record("the order is not being processed")
            return
        }
        #expect(try await partner.lookUp(order) == .processing(partnerReference: number))
        let expiry = try #require(CivilDate(year: 2027, month: 5, day: 1))
        #expect(try await partner.lookUp(order) == .bought(partnerReference: number, expiresOn: expiry))
        #expect(try await partner.order(order) == .bought(partnerReference: number, expiresOn: expiry))
    }

    @Test("Every reason for failing arrives as it was meant", arguments: reasons)
    func domainFailed(reason: FailureReason, source: Source) async throws {
        let bench = try Bench(partnerSimulator)
        let partner = partner(source, bench), order = order(source, bench.now)
        _ = try await bench.setScript("example.com", ["refuseOrder": true, "reason": .string(reason.rawValue)])
        #expect(try await partner.order(order) == .refused(reason))
        _ = try await bench.setScript("example.com", ["outcome": "failed", "reason": .string(reason.rawValue)])
        #expect(try await partner.order(order) == .refused(reason))
        #expect(try await partner.lookUp(order) == .refused(reason))
    }

    @Test("Troubles of a partner are told apart", arguments: [Source.sedo, .afternic, .yumi])
    func domainTroubles(source: Source) async throws {
        let bench = try Bench(partnerSimulator)
        let partner = partner(source, bench), order = order(source, bench.now)
        for (status, trouble) in [(503, Trouble.unreachable), (429, .rateLimited)] as [(Int64, Trouble)] {
            _ = try await bench.setFaults(["failureRate": 1, "failureStatus": .int(status)])
            let silence = await #expect(throws: PartnerSilence.self) { _ = try await partner.lookUp(order) }
            #expect(silence?.trouble == trouble)
        }
    }

    @Test("A payment is opened, paid and paid back")
    func payment() async throws {
        let bench = try Bench(paymentSimulator)
        let provider = HTTPPaymentProvider(
            client: bench.client, baseURL: bench.url, callbackURL: "http://127.0.0.1:1/none",
            signature: ProviderSignature(secret: Array("payment-secret".utf8)), now: { bench.now })
        let terms = try JSONDecoder().decode(
            OpenPayment.self,
            from: Data(
                #"{"orderID": "O-1", "buyer": "A-1", "amount": 500, "subject": "O-1", "noLaterThan": "\#((bench.now + .minutes(30)).rfc3339)"}"#
                    .utf8))
        #expect(try await provider.query(paymentID: "PAY-1").status == .unknown)
        #expect(
            try await provider.create(paymentID: "PAY-1", terms) == .opened(payURL: "http://127.0.0.1:8091/pay/PAY-1"))
        #expect(try await bench.call("POST", "/pay/PAY-1").status == 200)
        let report = try await provider.query(paymentID: "PAY-1")
        #expect(report.status == .paid)
        #expect(report.amount == Money(fen: 500))
        #expect(
            try await provider.refund(paymentID: "PAY-1", refundID: "R-1", amount: Money(fen: 500), reason: "refund")
                == .done)
        _ = try await bench.setFaults(["failureRate": 1])
        await #expect(throws: ProviderSilence.self) { _ = try await provider.query(paymentID: "PAY-1") }
    }

    @Test("An instance is produced once the vendor is ready, and released")
    func instance() async throws {
        let bench = try Bench(vendorSimulator)
        _ = try await bench.setScript("P-1", ["notReadyCalls": 1])
        let vendor = VendorInterface(
            client: bench.client, passwords: try SecretBox(keys: ["k": [UInt8](repeating: 7, count: 32)], current: "k"))
        let endpoint = VendorEndpoint(url: bench.url + "/spi", isvKey: "isv-key")
        func call(_ action: SPIAction, _ instanceID: String? = nil) async throws -> SPIAnswer {
            let terms: JSONValue = [
                "orderID": "O-1", "buyer": "A-1", "vendorID": "V-1", "productID": "P-1", "productName": "云 CRM",
                "choice": "S 1&2",
            ]
            var json: JSONValue = ["action": .string(action.rawValue), "number": 1, "lineID": "O-1-1", "terms": terms]
            json["instanceID"] = instanceID.map(JSONValue.string)
            return await vendor.call(try JSONDecoder().decode(SPICall.self, from: Data(json.bytes())), at: endpoint)
        }
        #expect(try await call(.create) == .notReady)
        guard case .created(let instance) = try await call(.create) else {
            Issue.record("no instance was produced")
            return
        }
        #expect(instance.id == "O-1-1")
        #expect(instance.adminUser == "admin")
        #expect(try await call(.expire, instance.id) == .done)
        #expect(try await call(.renew, instance.id) == .done)
        #expect(try await call(.release, instance.id) == .done)
        #expect(try await call(.renew, instance.id) == .failed(reason: "vendor-refused"))
    }
}
