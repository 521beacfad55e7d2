import HTTPServer
import JSON
import Kernel
import OrdersDomain

extension OrdersRouter {
    func addDeliveryRoutes(to router: inout Router) {
        addDeliveryReading(to: &router)
        let requirement = Operation(
            id: "fileRequirement", summary: "File the requirement, the basis of the service.", access: .roles([.buyer]),
            tag: "deliveries",
            requestSchema: .object(["text": .text(1...DeliveryProject.requirementLengthMax)]),
            responses: deliveryAnswer, idempotencyKey: .optional)
        router.add(.post, "/deliveries/{deliveryId}/requirement", requirement) { request in
            let text = try request.readJSON { try $0.string("text") }
            return try await move(request) { .fileRequirement($0, text: Personal(text, of: $0.id)) }
        }
        addMove(
            to: &router, "steps/{step}/finish", id: "finishStep", "Finish the present step.", [.buyer, .vendor],
            parameters: [.step]
        ) {
            request, actor in
            .finishStep(actor, step: try step(of: request))
        }
        addMove(
            to: &router, "steps/{step}/confirm", id: "confirmStep",
            "Confirm the present step; at the last one also rate, 1 to 5.", [.buyer], parameters: [.step],
            body: .object(["rating": .integer(DeliveryProject.ratings)], optional: ["rating"])
        ) {
            request, actor in
            let rating = try request.readJSON { try $0.optionalInt("rating") }
            return .confirm(actor, step: try step(of: request), rating: rating)
        }
        addMove(to: &router, "pause", id: "pauseDelivery", "Let all clocks of the project stand still.", [.buyer]) {
            _, actor in .pause(actor)
        }
        addMove(to: &router, "resume", id: "resumeDelivery", "Let them go on.", [.buyer]) { _, actor in .resume(actor) }
    }

    private var deliveryAnswer: Answers { .ok("The project.", Schemas.delivery) }

    private func addDeliveryReading(to router: inout Router) {
        let list = Operation(
            id: "listDeliveries", summary: "Delivery projects.", access: everyRole, tag: "deliveries",
            parameters: [.asRole] + Parameter.paging,
            responses: .ok("A page.", .page("items", of: Schemas.delivery)))
        router.add(.get, "/deliveries", list) { request in
            let page = try PageRequest(request.query)
            let scope = try request.authenticatedPrincipal().scope(as: request.query["as"])
            let (items, next) = try await deliveries.page(scope, after: page.cursor, limit: page.limit)
            return listResponse(items, next: next)
        }
        let read = Operation(
            id: "readDelivery", summary: "A project with its steps.", access: everyRole, tag: "deliveries",
            parameters: [.asRole],
            responses: deliveryAnswer)
        router.add(.get, "/deliveries/{deliveryId}", read) { request in
            let scope = try request.authenticatedPrincipal().scope(as: request.query["as"])
            guard let document = try await deliveries.document(try request.parameter("deliveryId"), scope) else {
                throw Problem.notFound("There is no such delivery project of this account.")
            }
            return .json(document)
        }
    }

    private func addMove(
        to router: inout Router, _ path: String, id: String, _ summary: String, _ roles: Set<Role>,
        parameters: [Parameter] = [], body: JSONSchema? = nil,
        _ input: @escaping @Sendable (HTTPRequest, DeliveryActor) throws -> DeliveryProject.Input
    ) {
        let operation = Operation(
            id: id, summary: summary, access: .roles(roles), tag: "deliveries", parameters: parameters,
            requestSchema: body, responses: deliveryAnswer, idempotencyKey: .optional)
        router.add(.post, "/deliveries/{deliveryId}/\(path)", operation) { request in
            try await move(request) { try input(request, $0) }
        }
    }

    private func move(_ request: HTTPRequest, _ input: (DeliveryActor) throws -> DeliveryProject.Input) async throws
        -> HTTPResponse
    {
        let id = try request.parameter("deliveryId")
        let actor = try await actor(try request.authenticatedPrincipal(), in: id)
        return try await decide(DeliveryProject.self, id, try input(actor), request)
    }

    /// Which part the asker plays in this project: an account may buy here and sell there.
    private func actor(_ principal: Principal, in id: String) async throws -> DeliveryActor {
        if principal.roles.contains(.buyer),
            try await deliveries.exists(id, .buyer(principal.account))
        {
            return DeliveryActor(role: .buyer, id: principal.account)
        }
        guard principal.roles.contains(.vendor), let vendor = principal.vendor else {
            throw Problem.notFound("There is no such delivery project of this account.")
        }
        return DeliveryActor(role: .vendor, id: vendor)
    }

    private func step(of request: HTTPRequest) throws(Problem) -> Int {
        guard let step = Int(try request.parameter("step")), step >= 0 else {
            throw .notFound("Steps are numbered from 0.")
        }
        return step
    }
}

extension Parameter {
    fileprivate static let step = path("step", "The step's number, from 0.", schema: .integer(0...30))
}
