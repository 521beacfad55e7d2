import HTTPServer
import JSON
import Kernel
import OrdersDomain
import Runtime

extension OrdersRouter {
    func addPaymentRoutes(to router: inout Router) {
        addPaying(to: &router)
        addCallback(to: &router)
        addOperatorsView(to: &router)
    }

    private func addPaying(to router: inout Router) {
        let pay = Operation(
            id: "payOrder", summary: "Pay an order.", access: .roles([.buyer]),
            description: """
                Refused if the price is no longer the one expected (ORD-03). A payment by balance is settled within milliseconds, an online one when \
                the buyer has paid at `payment.payUrl`: read the order. Paying a paid order charges nothing (ORD-06).
                """, tag: "payments",
            requestSchema: .object(
                [
                    "method": .words(PaymentMethod.self), "expectedTotalFen": .fen, "voucherFen": .fen,
                ],
                optional: ["voucherFen"]),
            responses: .accepted("The order as it is now.", Schemas.order),
            idempotencyKey: .required)
        router.add(.post, "/orders/{orderId}/payments", pay) { request in
            let asked = try request.readJSON(PayBody.init)
            let command = PayOrder(
                purchaser: try request.authenticatedPrincipal().purchaser,
                paymentID: try CommandDesk.newID("PAY-", from: request),
                method: asked.method, expectedTotal: asked.expectedTotal, voucher: asked.voucher)
            return try await decide(Order.self, try request.parameter("orderId"), .pay(command), request, status: 202)
        }
    }

    private func addCallback(to router: inout Router) {
        let callback = Operation(
            id: "takePaymentCallback", summary: "A payment provider reports what became of a payment.", access: .anyone,
            proof: proveCallback,
            description: "Proven by the provider's signature, not by a token; the service's README tells the protocol.",
            tag: "payments",
            parameters: [
                .header("X-Timestamp", "Unix seconds.", required: true, schema: .text(1...20)),
                .header("X-Signature", "HMAC-SHA256, hexadecimal.", required: true, schema: .text(64...64)),
            ], requestSchema: Schemas.callback, responses: .done("Taken."))
        router.add(.post, "/payment-callbacks/{provider}", callback) { request in
            let report = try ProviderCallback(request.members())
            if let input = report.input { _ = try await decide(OnlinePayment.self, report.paymentID, input, request) }
            return .noContent()
        }
    }

    /// Over the body as it came, before it is read.
    private func proveCallback(_ request: HTTPRequest) throws(Problem) {
        guard let signature = callbackSignatures[try request.parameter("provider")] else {
            throw Problem.notFound("There is no such provider.")
        }
        let isAuthentic = signature.isAuthentic(
            request.body, timestamp: request.headers["X-Timestamp"] ?? "",
            signature: request.headers["X-Signature"] ?? "", at: now())
        guard isAuthentic else {
            throw Problem.unauthenticated("The signature is wrong, or the timestamp more than 300 seconds off.")
        }
    }

    private func addOperatorsView(to router: inout Router) {
        let list = Operation(
            id: "listStuckPayments", summary: "Payments whose refund the provider refuses.",
            access: .roles([.operator]), tag: "payments",
            parameters: Parameter.paging,
            responses: .ok("A page.", .page("items", of: Schemas.onlinePayment)))
        router.add(.get, "/stuck-payments", list) { request in
            let page = try PageRequest(request.query)
            let (items, next) = try await orders.documents(
                "payment_row", where: .stuckPayments, after: page.cursor, limit: page.limit)
            return listResponse(items, next: next)
        }
        let retry = Operation(
            id: "retryRefund", summary: "Ask the provider again for a refund it refused.", access: .roles([.operator]),
            tag: "payments",
            responses: .ok("The payment.", Schemas.onlinePayment),
            idempotencyKey: .optional)
        router.add(.post, "/payments/{paymentId}/refunds/{refundId}/retry", retry) { request in
            let input = OnlinePayment.Input.retryRefund(refundID: try request.parameter("refundId"))
            return try await decide(OnlinePayment.self, try request.parameter("paymentId"), input, request)
        }
    }
}
