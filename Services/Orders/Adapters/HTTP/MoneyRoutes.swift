import HTTPServer
import Kernel
import OrdersApplication
import OrdersDomain

extension OrdersRouter {
    func addMoneyRoutes(to router: inout Router) {
        let read = Operation(
            id: "readWallet", summary: "The account's balance, vouchers and last movements.", access: .roles([.buyer]),
            tag: "wallet",
            responses: .ok("The wallet.", Schemas.walletWithMovements))
        router.add(.get, "/wallet", read) { request in
            .json(viewJSON(try await money.wallet(try request.authenticatedPrincipal().account)))
        }
        addBooking(
            to: &router, "top-ups", id: "topUpWallet",
            "Book money that arrived for an account, for example by bank transfer.", .topUp
        ) { .topUp($0) }
        addBooking(to: &router, "vouchers", id: "grantVoucher", "Give an account vouchers.", .grant) {
            .grantVoucher($0)
        }
        let ledger = Operation(
            id: "readLedger", summary: "What every ledger account holds, and that all of it adds up to zero.",
            access: .roles([.operator]),
            tag: "wallet", parameters: Parameter.paging,
            responses: .ok("A page.", Schemas.ledgerPage))
        router.add(.get, "/ledger", ledger) { request in
            let page = try PageRequest(request.query)
            return .json(viewJSON(try await money.ledger(after: page.cursor, limit: page.limit)))
        }
    }

    private var receipt: JSONSchema {
        .text(1...Wallet.referenceLengthMax).described(
            as: "The receipt's number, each booked once. It is kept for good: name nobody in it.")
    }

    private func addBooking(
        to router: inout Router, _ name: String, id: String, _ summary: String, _ kind: BookingKind,
        _ input: @escaping @Sendable (Booking) -> Wallet.Input
    ) {
        let operation = Operation(
            id: id, summary: summary, access: .roles([.operator]), tag: "wallet",
            requestSchema: .object(["amountFen": .integer(1...Wallet.bookingMax.fen), "reference": receipt]),
            responses: [201: ResponseDescription("The wallet.", schema: Schemas.wallet)],
            idempotencyKey: .required)
        router.add(.post, "/accounts/{accountId}/wallet/\(name)", operation) { request in
            let asked = try request.readJSON(AmountBody.init)
            let account = try request.parameter("accountId")
            let booking = Booking(
                amount: asked.amount, reference: asked.reference,
                operatorID: try request.authenticatedPrincipal().account,
                isKnown: try await facts.standing(of: account) == .known,
                found: try await money.booked(kind, asked.reference, of: account))
            return try await decide(Wallet.self, account, input(booking), request, status: 201)
        }
    }
}
