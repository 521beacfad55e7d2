import Kernel
import OrdersDomain

let buyer = Purchaser(account: "A-1")

extension Personal {
    /// What is written by or to the buyer of the samples.
    static func buyers(_ text: String) -> Personal { Personal(text, of: "A-1") }
}

let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func offer(
    _ type: ProductType = .saas, price: Int64 = 19900, buyer: String = "A-1", vendor: String = "V-1",
    expiresAt: Instant = Instant(rfc3339: "2026-11-21T09:00:00Z") ?? Instant(microseconds: 0),
    steps: [StepTemplate] = [], domain: DomainTerms? = nil, quantity: Int = 1, id: String = "OF-1",
    allowsCredit: Bool = true
) -> VerifiedOffer {
    VerifiedOffer(
        buyer: buyer, vendor: Vendor(id: vendor, name: "服务商"), price: Money(fen: price), expiresAt: expiresAt,
        terms: FrozenTerms(
            productID: "P-1", productVersion: 3, productName: "云建站", type: type,
            choice: Choice(id: "basic", specification: "基础版", billing: "period"),
            quantity: quantity, offerID: id, seller: .thirdParty, hasFiveDayRefund: true, allowsCredit: allowsCredit,
            validityMonths: 12,
            agreement: AcceptedAgreement(version: "2", digest: digest, acceptedAt: Instant(microseconds: 0)),
            deliverySteps: steps, domain: domain))
}

func domainOffer(
    price: Int64 = 886_900, renewal: Int64 = 6_900, buyer: String = "A-1",
    offeredAt: Instant = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)
) -> VerifiedOffer {
    offer(
        .partnerDomain, price: price, buyer: buyer, vendor: "sedo", expiresAt: offeredAt + .hours(1),
        domain: DomainTerms(
            name: "example.com", partner: "sedo", listingID: "L-881", renewalPrice: Money(fen: renewal),
            offeredAt: offeredAt))
}

let template = RegistrantTemplate(id: "RT-1", kind: .individual, isVerified: true, isComplete: true, hasPapers: true)

func placing(
    _ offers: VerifiedOffer..., by purchaser: Purchaser = buyer, isForgotten: Bool = false,
    connections: [String: ProductConnection] = ["P-1": .productionEndpoint]
) -> OrderInput { placing(all: offers, by: purchaser, isForgotten: isForgotten, connections: connections) }

func placing(
    all offers: [VerifiedOffer], by purchaser: Purchaser = buyer, isForgotten: Bool = false,
    connections: [String: ProductConnection] = ["P-1": .productionEndpoint]
) -> OrderInput {
    .place(
        PlaceOrder(
            purchaser: purchaser, offers: offers, acceptedDigests: [digest], registrant: template,
            ownerKind: .individual, isForgotten: isForgotten, connections: connections))
}

func paying(
    _ total: Int64 = 19900, _ method: PaymentMethod = .balance, voucher: Int64 = 0, id: String = "PAY-1",
    by purchaser: Purchaser = buyer
) -> OrderInput {
    .pay(
        PayOrder(
            purchaser: purchaser, paymentID: id, method: method, expectedTotal: Money(fen: total),
            voucher: Money(fen: voucher)))
}

func paidReport(_ fen: Int64) -> OnlinePayment.Input {
    .reported(ProviderReport(status: .paid, amount: Money(fen: fen)))
}

func booking(
    _ fen: Int64, _ reference: String, isKnown: Bool = true, found: BookedReferences.Found = .nothing
) -> Booking {
    Booking(amount: Money(fen: fen), reference: reference, operatorID: "A-op", isKnown: isKnown, found: found)
}

extension Market {
    /// An account with money and vouchers.
    func fund(_ account: String = "A-1", cash: Int64, voucher: Int64 = 0) throws {
        let reference = "R-\(postings.count)"
        if cash > 0 {
            try send(.topUp(booking(cash, reference)), to: account)
        }
        if voucher > 0 {
            try send(.grantVoucher(booking(voucher, reference)), to: account)
        }
    }

    var sevenDaysOn: Instant { now + .days(7) }
}

let steps = [
    StepTemplate(name: "分配", actor: .system, needsConfirmation: false),
    StepTemplate(name: "提交需求", actor: .buyer, needsConfirmation: false),
    StepTemplate(name: "设计", actor: .vendor, needsConfirmation: true),
    StepTemplate(name: "实施", actor: .vendor, needsConfirmation: false),
]
