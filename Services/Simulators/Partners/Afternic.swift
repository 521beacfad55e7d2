import HTTPServer
import JSON
import Kernel
import SimulatorKit

/// JSON over REST: a reservation gives a token, the token buys.
extension PartnerSimulator {
    func addAfternic(to router: inout Router) {
        let find = Operation(
            id: "afternicFindPurchases", summary: "The purchase under a reference.", access: .anyone, tag: "afternic")
        router.add(.get, "/v2/purchases", find) { request in try await self.find(request) }
        let reserve = Operation(
            id: "afternicReserve", summary: "Reserve a domain.", access: .anyone, tag: "afternic",
            idempotencyKey: .required)
        router.add(.post, "/v2/reservations", reserve) { request in try await self.reserve(request) }
        let buy = Operation(
            id: "afternicBuy", summary: "Buy what was reserved.", access: .anyone, tag: "afternic",
            idempotencyKey: .required)
        router.add(.post, "/v2/purchases", buy) { request in try await self.buy(request) }
    }

    private func find(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let reference = request.query["clientReference"] else {
            return refusal(400, "BAD_REQUEST", "clientReference is needed")
        }
        return try await afternic(
            "afternicFindPurchases", request, reference, asked: ["clientReference": .string(reference)]
        ) {
            let found = book.lookUp(.afternic, reference).map { [json($0)] } ?? []
            return .json(JSONValue.object(["purchases": .array(found)]).bytes())
        }
    }

    private func reserve(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try JSONValue(request.body), reference = request.idempotencyKey ?? ""
        let domain = try body.string(at: "/domain"), priceFen = try body.int64(at: "/maxPrice/amount")
        guard try body.string(at: "/maxPrice/currency") == "CNY" else {
            return refusal(400, "BAD_REQUEST", "the only currency is CNY")
        }
        let wanted = PurchaseRequest(partner: .afternic, reference: reference, domain: domain, priceFen: priceFen)
        return try await afternic("afternicReserve", request, reference, domain: domain, asked: body) {
            if let reason = book.refusal(of: wanted) { return refusal(409, reason, "the domain cannot be reserved") }
            let reservation = reservations.reserve(wanted, at: context.now)
            let answer: JSONValue = [
                "token": .string(reservation.token), "domain": .string(domain),
                "expiresAt": .string(reservation.expiresAt.rfc3339),
            ]
            return .json(answer.bytes(), status: 201)
        }
    }

    private func buy(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try JSONValue(request.body), reference = request.idempotencyKey ?? ""
        let token = try body.string(at: "/token"), kind = try body.string(at: "/contact/kind")
        guard try body.string(at: "/clientReference") == reference, ["individual", "enterprise"].contains(kind) else {
            return refusal(
                400, "BAD_REQUEST",
                "clientReference must be the Idempotency-Key, and the contact individual or enterprise")
        }
        let domain = reservations.domain(of: token)
        return try await afternic("afternicBuy", request, reference, domain: domain, asked: body) {
            let now = context.now
            if let known = book.domain(.afternic, reference) {
                return answer(
                    book.buy(
                        PurchaseRequest(partner: .afternic, reference: reference, domain: known, priceFen: 0), at: now))
            }
            guard let wanted = reservations.use(token, for: reference, at: now) else {
                return refusal(410, "RESERVATION_EXPIRED", "reserve again")
            }
            return answer(book.buy(wanted, at: now))
        }
    }

    private func answer(_ answer: PurchaseAnswer) -> HTTPResponse {
        switch answer {
        case .purchase(let purchase, let isNew): .json(json(purchase).bytes(), status: isNew ? 201 : 200)
        case .refused(let reason): refusal(409, reason, "the domain cannot be bought")
        }
    }

    private func afternic(
        _ operation: String, _ request: HTTPRequest, _ reference: String, domain: String? = nil, asked: JSONValue,
        work: @escaping @Sendable () -> HTTPResponse
    ) async throws -> HTTPResponse {
        let credential = "sso-key \(context.settings["AFTERNIC_KEY"]):\(context.settings["AFTERNIC_SECRET"])"
        let isKnown = request.headers["Authorization"] == credential
        let keys = keys(.afternic, reference, domain: domain)
        return try await context.answer(
            operation, keys: keys, asked: asked, refuse: { refusal($0, "REFUSED", "told to refuse") }
        ) {
            isKnown ? work() : refusal(401, "UNAUTHORIZED", "wrong key or secret")
        }
    }

    private func json(_ purchase: Purchase) -> JSONValue {
        var json: JSONValue = [
            "purchaseId": .string(purchase.number), "clientReference": .string(purchase.reference),
            "domain": .string(purchase.domain),
        ]
        switch purchase.status(at: context.now) {
        case .processing: json["status"] = purchase.lookUps == 0 ? "PENDING_SELLER" : "IN_TRANSFER"
        case .bought(let expires): (json["status"], json["expirationDate"]) = ("COMPLETED", .string(expires))
        case .failed(let reason): (json["status"], json["cancelReason"]) = ("CANCELED", .string(reason))
        }
        return json
    }
}

private func refusal(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    let headers: HTTPHeaders = status == 429 ? ["Retry-After": "1"] : [:]
    return .json(
        JSONValue.object(["code": .string(code), "message": .string(message)]).bytes(), status: status, headers: headers
    )
}
