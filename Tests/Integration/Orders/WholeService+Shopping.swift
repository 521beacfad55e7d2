import EventContracts
import HTTPClient
import Kernel
import Observability
import Offers
import PostgresClient
import Synchronization

@testable import OrdersAdapters

/// Of the agreement that every offer of these tests names.
let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
let operatorToken = "A-9 operator"

extension WholeService {
    func offer(
        _ id: String, _ type: Offer.ProductType = .saas, fen: Int64 = 19_900, buyer: String = "A-1",
        steps: [Offer.DeliveryStep] = [],
        domain: Offer.Domain? = nil
    ) throws -> String {
        try token(
            Offer(
                id: id, buyerID: buyer, productID: "P-1", productVersion: 3, productName: "云建站, \"企业\"",
                productType: type, vendorID: "V-1",
                vendorName: "服务商",
                choice: .init(
                    id: "basic", specification: "基础版", billing: .period, unitPrice: Money(fen: fen), periodMonths: 12),
                quantity: 1, total: Money(fen: fen), validityMonths: nil, hasFiveDayRefund: true,
                settlement: .thirdParty, allowsCredit: true,
                terms: .init(version: "2", digest: digest), deliverySteps: steps, domain: domain, issuedAt: clock.now(),
                expiresAt: clock.now() + .minutes(30)))
    }

    func place(_ offer: String, as who: String = "A-1 buyer", owner: String = "") async throws -> OrderView {
        let answer = try await call(
            "POST", "/orders", #"{"offers":["\#(offer)"],"acceptedAgreements":["\#(digest)"]\#(owner)}"#, as: who)
        guard answer.status == 201 else { throw Refused(text: answer.text) }
        return try answer.read()
    }

    func pay(
        _ order: OrderView, _ method: String = "balance", fen: Int64? = nil, voucher: Int64 = 0,
        as who: String = "A-1 buyer"
    ) async throws
        -> Answer
    {
        let total = fen ?? order.totalFen.fen
        return try await call(
            "POST", "/orders/\(order.orderId)/payments",
            #"{"method":"\#(method)","expectedTotalFen":\#(total),"voucherFen":\#(voucher)}"#, as: who)
    }

    /// The identity system tells of an account.
    func introduce(_ account: String) async throws {
        try await hear(
            AccountsWire.AccountChangedV1(
                accountId: account, name: account, roles: [.buyer], verification: .individual, isClosed: false,
                at: clock.now()))
        _ = try await eventually(
            {
                try await pool.withConnection { try await $0.query("SELECT 1 FROM account_fact WHERE id = \(account)") }
                    .count
            }, is: { $0 == 1 })
    }

    func fund(_ account: String, cash: Int64, voucher: Int64 = 0) async throws {
        try await introduce(account)
        for (kind, fen) in [("top-ups", cash), ("vouchers", voucher)] where fen > 0 {
            let answer = try await call(
                "POST", "/accounts/\(account)/wallet/\(kind)", #"{"amountFen":\#(fen),"reference":"R-1"}"#,
                as: operatorToken)
            guard answer.status == 201 else { throw Refused(text: answer.text) }
        }
    }

    func listProduct() async throws {
        let listed = CatalogWire.ProductListedV1(
            productId: "P-1", version: 3, name: "云建站", summary: "", type: .saas, categoryId: "1", vendorId: "V-1",
            vendorName: "服务商",
            choices: [
                .init(choiceId: "basic", specification: "基础版", billing: .period, unitPriceFen: Money(fen: 19_900))
            ],
            deliverySteps: [], agreement: .init(version: "2", digest: digest, source: .platformTemplate),
            allowsCredit: true,
            hasFiveDayRefund: true, guideUrl: "", at: clock.now(),
            connection: .init(mode: .productionEndpoint, url: "\(world.url)/spi"))
        try await hear(listed)
        _ = try await eventually(
            { try await pool.withConnection { try await $0.query("SELECT 1 FROM product_fact") }.count },
            is: { $0 == 1 })
    }

    struct Refused: Error { let text: String }
}
