import HTTPServer
import Kernel
import Offers
import OrdersApplication
import OrdersDomain

extension OrdersRouter {
    func addOrderRoutes(to router: inout Router) {
        addPlacing(to: &router)
        addListing(to: &router)
        addChanging(to: &router)
    }

    private func addPlacing(to router: inout Router) {
        let place = Operation(
            id: "placeOrder", summary: "Place an order from signed offers.", access: .roles([.buyer]),
            description: "One offer makes one order. Agreements are accepted by the digests that the offers name.",
            tag: "orders",
            requestSchema: .object(
                [
                    "offers": .array(of: .text(1...OfferSigner.tokenLengthMax), count: 0...Order.offersMax),
                    "acceptedAgreements": .array(of: .digest, count: 0...Order.offersMax), "owner": Schemas.owner,
                ], optional: ["owner"]),
            responses: .created("The order, unpaid.", Schemas.order),
            idempotencyKey: .required)
        router.add(.post, "/orders", place) { request in
            let asked = try request.readJSON(PlaceBody.init)
            let principal = try request.authenticatedPrincipal()
            let placement = PlacementRequest(
                purchaser: principal.purchaser, offerTokens: asked.offers, acceptedDigests: asked.acceptedAgreements,
                ownerKind: asked.ownerKind, registrantTemplateID: asked.registrantTemplateID)
            let (orderID, command) = try await self.placement.prepare(placement, at: now())
            var response = try await decide(Order.self, orderID, .place(command), request, status: 201)
            response.headers.set("Location", "/orders/\(orderID)")
            return response
        }
    }

    private func addListing(to router: inout Router) {
        let list = Operation(
            id: "listOrders", summary: "Orders, newest first.", access: everyRole, tag: "orders",
            parameters: OrderFilter.parameters + Parameter.paging,
            responses: .ok("A page.", .page("items", of: Schemas.order)))
        router.add(.get, "/orders", list) { request in
            let page = try PageRequest(request.query)
            let (items, next) = try await orders.page(
                try request.authenticatedPrincipal().scope(as: request.query["as"]), OrderFilter(request.query),
                after: try page.cursor.map(OrderCursor.init), limit: page.limit)
            return listResponse(items, next: next)
        }
        let export = Operation(
            id: "exportOrders", summary: "Orders as a CSV file for spreadsheets.", access: everyRole, tag: "orders",
            parameters: OrderFilter.parameters,
            responses: .file("UTF-8 with byte order mark.", type: "text/csv; charset=utf-8"))
        router.add(.get, "/orders.csv", export, exportOrders)
        let detail = Operation(
            id: "readOrder", summary: "An order with everything that happened to it.", access: everyRole, tag: "orders",
            parameters: [.asRole],
            responses: .ok("The order and its timeline.", Schemas.orderWithTimeline))
        router.add(.get, "/orders/{orderId}", detail) { request in
            let scope = try request.authenticatedPrincipal().scope(as: request.query["as"])
            guard let document = try await orders.detail(try request.parameter("orderId"), scope) else {
                throw Self.missingOrder
            }
            return .json(document)
        }
    }

    private static var missingOrder: Problem { .notFound("There is no such order of this account.") }

    private func exportOrders(_ request: HTTPRequest) async throws -> HTTPResponse {
        let scope = try request.authenticatedPrincipal().scope(as: request.query["as"])
        let filter = OrderFilter(request.query)
        let headers: HTTPHeaders = ["Content-Disposition": "attachment; filename=\"orders.csv\""]
        return .stream(type: "text/csv; charset=utf-8", headers: headers) { writer in
            try await writer.write(OrderExport.head)
            var cursor: OrderCursor?
            repeat {
                let (items, next) = try await orders.page(scope, filter, after: cursor, limit: PageRequest.limitMax)
                try await writer.write(try items.map(OrderExport.line).joined())
                cursor = try next.map(OrderCursor.init)
            } while cursor != nil
        }
    }

    private func addChanging(to router: inout Router) {
        let order = Answers.ok("The order.", Schemas.order)
        let cancel = Operation(
            id: "cancelOrder", summary: "Cancel an unpaid order.", access: .roles([.buyer]), tag: "orders",
            responses: order, idempotencyKey: .optional)
        router.add(.post, "/orders/{orderId}/cancel", cancel) { request in
            let account = try request.authenticatedPrincipal().account
            return try await decide(Order.self, try request.parameter("orderId"), .cancel(account: account), request)
        }
        let price = Operation(
            id: "changePrice", summary: "Change the price of an unpaid order.", access: .roles([.vendor]),
            tag: "orders",
            requestSchema: .object(["totalFen": .fen, "reason": .text(max: 200)]), responses: order,
            idempotencyKey: .optional)
        router.add(.post, "/orders/{orderId}/price", price) { request in
            let asked = try request.readJSON(PriceBody.init)
            guard let vendor = try request.authenticatedPrincipal().vendor else {
                throw Problem.forbidden("This account acts for no vendor.")
            }
            let id = try request.parameter("orderId")
            guard let buyer = try await orders.buyer(of: id, .vendor(vendor)) else { throw Self.missingOrder }
            // The vendor writes to the buyer, and of the buyer.
            let reason = Personal(asked.reason, of: buyer)
            let input = OrderInput.changePrice(vendorID: vendor, newTotal: asked.total, reason: reason)
            return try await decide(Order.self, id, input, request)
        }
    }
}
