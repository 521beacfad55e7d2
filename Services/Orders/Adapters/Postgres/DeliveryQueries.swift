import Kernel
import Messaging
import OrdersDomain
import PostgresClient

/// A delivery project as both sides see it (DLV-01).
struct DeliveryView: Codable, Sendable {
    struct Step: Codable, Sendable {
        var number: Int
        var name, actor, state: String
        var needsConfirmation, filesRequirement: Bool
        var startedAt, finishedAt: Instant?
    }

    struct Deadline: Codable, Sendable {
        var name: String
        var due: Instant
    }

    var deliveryId, orderId, accountId, vendorId, productName, status: String
    var quantity: Int
    var steps: [Step]
    var presentStep: Int
    /// nil once its buyer is forgotten.
    var requirement: String?
    var rating: Int?
    /// While paused or suspended they stand still.
    var deadlines: [Deadline]

    /// nil before the line was paid.
    init?(_ state: DeliveryProject.State) {
        guard let terms = state.terms else { return nil }
        deliveryId = state.id
        orderId = terms.orderID
        accountId = terms.buyer
        vendorId = terms.vendorID
        productName = terms.productName
        quantity = terms.quantity
        status = state.status.rawValue
        presentStep = state.present
        requirement = state.requirement?.text
        rating = state.rating
        deadlines = state.clocks.map { Deadline(name: $0.name, due: $0.due) }
        steps = state.steps.enumerated().map { index, step in
            Step(
                number: index, name: step.template.name, actor: step.template.actor.rawValue,
                state: step.state.rawValue,
                needsConfirmation: step.template.needsConfirmation, filesRequirement: index == state.requirementStep,
                startedAt: step.startedAt, finishedAt: step.finishedAt)
        }
    }
}

/// Finds a project for its two sides.
func deliveryRows(_: DeliveryProject.Event, _ context: EventContext<DeliveryProject>) -> [SQL] {
    guard let terms = context.state.terms else { return [] }
    return [
        """
        INSERT INTO delivery_row (id, account, vendor_id) VALUES (\(context.id), \(terms.buyer), \(terms.vendorID))
        ON CONFLICT (id) DO NOTHING
        """
    ]
}

/// Projects as they are: rows only find them, for what buyers write is kept nowhere but in the projects themselves.
struct DeliveryQueries: Sendable {
    let pool: PostgresPool
    let projects: AggregateReader<DeliveryProject>

    /// By id, `limit` at most, with where to go on.
    func page(_ scope: Scope, after id: String?, limit: Int) async throws -> (items: [Document], next: String?) {
        let sql: SQL = """
            SELECT id FROM delivery_row WHERE \(fragment: scope.condition) AND (\(id)::text IS NULL OR id > \(id))
            ORDER BY id LIMIT \(limit + 1)
            """
        let ids = try await pool.withConnection { try await $0.query(sql) }.map { try $0.get(0, String.self) }
        let shown = Array(ids.prefix(limit))
        let views = try await projects.states(shown).compactMap(DeliveryView.init)
        return (views.map { viewJSON($0) }, ids.count > limit ? shown.last : nil)
    }

    /// nil if there is none in this scope.
    func document(_ id: String, _ scope: Scope) async throws -> Document? {
        guard try await exists(id, scope), let state = try await projects.state(id)?.state else { return nil }
        return DeliveryView(state).map { viewJSON($0) }
    }

    func exists(_ id: String, _ scope: Scope) async throws -> Bool {
        let sql: SQL = "SELECT 1 FROM delivery_row WHERE id = \(id) AND \(fragment: scope.condition)"
        return try await !pool.withConnection { try await $0.query(sql) }.isEmpty
    }
}
