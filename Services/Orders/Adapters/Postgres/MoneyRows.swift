import Kernel
import Messaging
import OrdersDomain
import PostgresClient

struct WalletView: Codable, Sendable {
    var accountId: String
    var cashFen, voucherFen: Money

    init(_ wallet: Wallet.State) {
        accountId = wallet.account
        cashFen = wallet.cash
        voucherFen = wallet.voucher
    }
}

func walletRows(_ event: Wallet.Event, _ context: EventContext<Wallet>) -> [SQL] {
    let wallet = context.state
    let upsert: SQL = """
        INSERT INTO wallet_row (account, cash_fen, voucher_fen, top_ups, grants)
        VALUES (\(wallet.account), \(wallet.cash.fen), \(wallet.voucher.fen), \(wallet.topUps.count), \(wallet.grants.count))
        ON CONFLICT (account) DO UPDATE SET (cash_fen, voucher_fen, top_ups, grants)
            = (EXCLUDED.cash_fen, EXCLUDED.voucher_fen, EXCLUDED.top_ups, EXCLUDED.grants)
        """
    return [upsert] + bookedRows(event, wallet.account)
        + ledgerRows(Ledger.posting(for: event, account: context.id), Wallet.kind, context)
}

private func bookedRows(_ event: Wallet.Event, _ account: String) -> [SQL] {
    func row(_ kind: BookingKind, _ reference: String) -> [SQL] {
        ["INSERT INTO booked_reference (account, kind, reference) VALUES (\(account), \(kind.rawValue), \(reference))"]
    }
    switch event {
    case .toppedUp(_, let reference, _): return row(.topUp, reference)
    case .voucherGranted(_, let reference, _): return row(.grant, reference)
    case .debited, .debitRefused, .credited: return []
    }
}

/// Whose references are told apart.
enum BookingKind: String {
    case topUp = "top-up"
    case grant
}

struct PaymentView: Codable, Sendable {
    struct Return: Codable, Sendable {
        var refundId, purpose: String
        var amountFen: Money
        var isDone: Bool
        var refusal: String?
    }

    var paymentId, stage: String
    var orderId: String?
    var amountFen: Money?
    var receivedFen: Money
    var payUrl: String?
    var returns: [Return]

    init(_ payment: OnlinePayment.State) {
        paymentId = payment.id
        stage = payment.stage.rawValue
        orderId = payment.terms?.orderID
        amountFen = payment.terms?.amount
        receivedFen = payment.received
        payUrl = payment.payURL
        returns = payment.returns.map {
            Return(
                refundId: $0.id, purpose: $0.purpose.rawValue, amountFen: $0.amount, isDone: $0.isDone,
                refusal: $0.refusal)
        }
    }
}

func paymentRows(_ event: OnlinePayment.Event, _ context: EventContext<OnlinePayment>) -> [SQL] {
    let payment = context.state
    let needsOperator = payment.returns.contains { $0.refusal != nil && !$0.isDone }
    let upsert: SQL = """
        INSERT INTO payment_row (id, order_id, stage, received_fen, needs_operator, document)
        VALUES (\(payment.id), \(payment.terms?.orderID ?? ""), \(payment.stage.rawValue), \(payment.received.fen), \(needsOperator),
            \(JSONB(bytes: viewJSON(PaymentView(payment)))))
        ON CONFLICT (id) DO UPDATE SET stage = EXCLUDED.stage, received_fen = EXCLUDED.received_fen,
            needs_operator = EXCLUDED.needs_operator, document = EXCLUDED.document
        """
    return [upsert] + ledgerRows(Ledger.posting(for: event, state: payment), OnlinePayment.kind, context)
}

/// Views hold nothing that JSON cannot; `{}` is unreachable but for a fault of the encoder.
func viewJSON(_ view: some Codable & Sendable) -> [UInt8] {
    (try? sortedJSON(view)) ?? Array("{}".utf8)
}
