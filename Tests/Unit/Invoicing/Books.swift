import DomainTestKit
import InvoicingDomain
import Kernel

/// All aggregates of the service that applications touch; invoices are drawn as soon as that is asked for.
final class Books {
    private let world = World(
        Invoiceable.self, InvoiceApplication.self, Arrears.self, SerialCounter.self, Account.self, BillingProfile.self,
        AddressBook.self,
        at: Instant(microseconds: 1_795_000_000_000_000))
    private(set) var rendered: [Invoice] = []

    init() {
        world.answer(RenderInvoice.self) { [unowned self] effect in
            rendered.append(effect.invoice)
            return InvoiceApplication.Input.rendered(invoiceID: effect.invoice.id)
        }
    }

    var now: Instant {
        get { world.now }
        set { world.advanceUnnoticed(to: newValue) }
    }

    var invoiceables: [String: Invoiceable.State] { world.states(Invoiceable.self) }
    var applications: [String: InvoiceApplication.State] { world.states(InvoiceApplication.self) }

    func reminder(_ id: String) -> Instant? { world.due("deadline", InvoiceApplication.self, id) }

    func pay(
        _ orderID: String, _ fen: Int64, account: String = "A-1", seller: String = "V-1", domainSource: String? = nil
    ) throws {
        let line = PaidOrder.Line(
            name: "云建站", specification: "", taxClass: .informationService, quantity: 1, cash: Money(fen: fen))
        let order = PaidOrder(
            orderID: orderID, accountID: account, seller: Seller(id: seller, name: seller), lines: [line],
            domainSource: domainSource, paidAt: now)
        try fact(orderID, .paid(order))
    }

    func fact(_ orderID: String, _ input: Invoiceable.Input) throws { try world.send(Invoiceable.self, orderID, input) }

    /// The account is gone.
    func forget(_ account: String) throws { try world.send(Account.self, account, .forgotten) }

    func apply(
        _ id: String, _ orderIDs: [String], seller: String = Seller.firstPartyID, medium: Medium = .electronic
    ) throws {
        try command(id, .apply(request(orderIDs, seller: seller, medium: medium)))
        try settle()
    }

    func request(
        _ orderIDs: [String], account: String = "A-1", seller: String = Seller.firstPartyID,
        medium: Medium = .electronic
    ) -> InvoiceRequest {
        return InvoiceRequest(
            accountID: account, seller: Seller(id: seller, name: seller),
            orders: orderIDs.map { id in
                let state = invoiceables[id]
                let found = state?.order.flatMap {
                    $0.accountID == account
                        ? InvoiceRequest.Found(sellerID: $0.seller.id, standing: state?.standing ?? .unpaid) : nil
                }
                return InvoiceRequest.Choice(orderID: id, found: found)
            }, medium: medium, title: .enterprise(.sample), address: .sample(),
            terms: IssuingTerms(
                issuer: seller == Seller.firstPartyID ? Issuer(name: "云", taxNumber: "91350100M000100Y43") : nil,
                series: "441"))
    }

    /// Decides a command without handing on what follows, so that commands can race.
    func command(_ id: String, _ input: InvoiceApplication.Input) throws {
        try world.submit(InvoiceApplication.self, id, input)
    }

    /// Hands messages on.
    func settle() throws { try world.settle() }

    /// Rule and code of the refusal that this would meet; nil if it would be taken.
    func refusal(_ request: InvoiceRequest) -> String? { refusal("IA-x", .apply(request)) }

    func refusal(_ id: String, _ input: InvoiceApplication.Input) -> String? {
        world.when(InvoiceApplication.self, id, input).refusal
    }

    /// What each kind of aggregate was given, for walks.
    func courses<D: Decider>(_: D.Type) -> [Course<D>] { world.courses(D.self) }

    /// What is invoiced and not reversed.
    var invoiced: Money { applications.values.filter { $0.status == .issued }.compactMap { $0.invoice?.total }.sum() }
    var open: Money { invoiceables.values.map { $0.standing.amount }.sum() }
    var owed: Money { world.states(Arrears.self).values.map(\.balance).sum() }
}

extension BillingProfile.Enterprise {
    static let sample = BillingProfile.Enterprise(
        name: .buyers("某某公司"), invoiceType: .special, taxNumber: .buyers("91350100M000100Y43"), bank: .buyers("中国银行"),
        bankAccount: .buyers("571900000000017"))
}

extension AddressBook.Address {
    static func sample(isDefault: Bool = true) -> AddressBook.Address {
        AddressBook.Address(
            recipient: .buyers("李雷"), phone: .buyers("13800138000"), region: .buyers("浙江省杭州市"), street: .buyers("一号"),
            postcode: .buyers("310000"), isDefault: isDefault)
    }
}

extension Personal {
    static func buyers(_ text: String) -> Personal { Personal(text, of: "A-1") }
}
