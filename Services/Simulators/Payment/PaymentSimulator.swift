import Crypto
import HTTPClient
import HTTPServer
import JSON
import Kernel
package import SimulatorKit

/// The payment provider of orders.
package let paymentSimulator = SimulatorProgram(
    name: "payment-simulator", purpose: "the payment provider that orders speaks with", port: 8091,
    settings: [
        Setting("PAYMENT_PROVIDER_SECRET", "payment-secret", "Shared secret of the signatures, both ways."),
        Setting("PUBLIC_URL", "http://127.0.0.1:8091", "Where buyers find the pages named by payUrl."),
        Setting("PAY_AFTER_MS", "", "Buyers pay by themselves after so many milliseconds; empty: only when told to."),
    ],
    scriptMembers: [
        ScriptMember("refuse", .flag, "The payment is refused for good (403)."),
        ScriptMember(
            "payAfterMs", .integer(0...86_400_000), "The buyer pays by themselves after so many milliseconds."),
        ScriptMember("refuseRefund", .flag, "Its refunds are refused for good (403)."),
        ScriptMember(
            "refundSeconds", .integer(0...31_536_000),
            "The bank takes so many seconds for a refund; until then it is 'accepted'."),
        ScriptMember("loseCallbacks", .integer(0...1_000_000), "So many callbacks are never made."),
        ScriptMember("duplicateCallbacks", .integer(0...1_000_000), "So many callbacks are made twice."),
    ]
) { context in try PaymentSimulator(context) }

/// Keys of scripts: the payment's id; its subject.
struct PaymentSimulator: Simulator {
    let context: SimulatorContext
    let book = PaymentBook()
    let signature: MessageSignature
    let courier: CallbackCourier
    let payAfterMs: Int?

    init(_ context: SimulatorContext) throws(SimulatorError) {
        let signature = MessageSignature(secret: context.settings["PAYMENT_PROVIDER_SECRET"])
        self.context = context
        self.signature = signature
        payAfterMs = context.settings["PAY_AFTER_MS"].isEmpty ? nil : try context.settings.number("PAY_AFTER_MS")
        courier = CallbackCourier(context) { body, now in
            signature.headers(for: body, at: now).map { OutboundHeader($0.name, $0.value) }
        }
    }

    func reset() {
        book.reset()
        courier.reset()
    }

    func tick() async {
        for report in book.takeDueReports(at: context.now) { tell(report) }
        await courier.deliverDue()
    }

    func state() -> JSONMembers {
        let now = context.now
        let payments = book.all.map { payment in
            var json = payment.json(at: now)
            json["amountFen"] = .int(payment.terms.amountFen)
            json["subject"] = .string(payment.terms.subject)
            json["expiresAt"] = .string(payment.terms.expiresAt.rfc3339)
            return json
        }
        return ["payments": .array(payments), "callbacks": courier.json]
    }

    /// Equal facts have equal event ids, so that receivers recognise a repetition.
    func tell(_ report: PaymentBook.Report) {
        let payment = report.payment, now = context.now
        let cause = "\(report.type)/\(payment.id)/\(report.refundID ?? "\(payment.paidFen)")"
        var body: JSONValue = [
            "eventId": .string("evt-" + Hex.encode(Array(Digest.sha256(cause).prefix(8)))),
            "type": .string(report.type),
            "paymentId": .string(payment.id), "paidFen": .int(payment.paidFen), "occurredAt": .string(now.rfc3339),
        ]
        body["refundId"] = report.refundID.map(JSONValue.string)
        courier.enqueue(body, to: payment.terms.callbackURL, keys: keys(of: payment))
    }

    func keys(of payment: Payment) -> [String] { [payment.id, payment.terms.subject] }
}
