import Crypto
import HTTPServer
import JSON
import Kernel
import Messaging
import OrdersApplication
import OrdersDomain
import PostgresClient

/// Whose orders, instances or projects somebody may see.
enum Scope: Sendable {
    case buyer(String)
    case vendor(String)
    case everything

    var condition: SQL {
        switch self {
        case .buyer(let account): "account = \(account)"
        case .vendor(let vendor): "vendor_id = \(vendor)"
        case .everything: "true"
        }
    }
}

extension SQL {
    static let stuckPayments: SQL = "needs_operator"
}

/// ORD-08: what the order list is narrowed to.
struct OrderFilter: Sendable {
    var type, productType, status: String?
    var from, to: Instant?

    var condition: SQL {
        """
        (\(type)::text IS NULL OR type = \(type)) AND (\(productType)::text IS NULL OR \(productType) = ANY (product_types))
        AND (\(status)::text IS NULL OR status = \(status))
        AND (\(from.map { Timestamp($0) })::timestamptz IS NULL OR placed_at >= \(from.map { Timestamp($0) }))
        AND (\(to.map { Timestamp($0) })::timestamptz IS NULL OR placed_at < \(to.map { Timestamp($0) }))
        """
    }
}

/// Where a page of orders ended: they come newest first, so new orders do not shift what is still to come.
struct OrderCursor: Sendable {
    let placedAt: Instant
    let id: String

    init(placedAt: Instant, id: String) {
        self.placedAt = placedAt
        self.id = id
    }

    init(_ text: String) throws(Problem) {
        guard let bytes = Base64.decodeURL(text), let plain = String(validating: bytes, as: UTF8.self),
            let split = plain.unicodeScalars.firstIndex(of: " "), let microseconds = Int64(plain[..<split])
        else { throw Self.unusable }
        placedAt = Instant(microseconds: microseconds)
        id = String(plain.unicodeScalars[split...].dropFirst())
        guard Identifier.isWellFormed(id) else { throw Self.unusable }
    }

    private static let unusable = Problem.badRequest(
        "The cursor must be the 'next' of an earlier page, or absent.", field: "cursor")

    var text: String { Base64.encodeURL(Array("\(placedAt.microseconds) \(id)".utf8)) }
}

/// A stored document, as JSON text.
typealias Document = [UInt8]

struct OrderQueries: Sendable {
    let pool: PostgresPool
    let aggregates: AggregateReader<Order>

    /// Newest first, `limit` at most, with where to go on.
    func page(_ scope: Scope, _ filter: OrderFilter, after cursor: OrderCursor?, limit: Int) async throws -> (
        items: [Document], next: String?
    ) {
        let after: SQL = cursor.map { "(placed_at, id) < (\(Timestamp($0.placedAt)), \($0.id))" } ?? "true"
        let sql: SQL = """
            SELECT o.id, o.placed_at, o.document || jsonb_strip_nulls(jsonb_build_object('accountName', a.name)) AS document
            FROM (SELECT * FROM order_row WHERE \(fragment: scope.condition) AND \(fragment: filter.condition) AND \(fragment: after)
                ORDER BY placed_at DESC, id DESC LIMIT \(limit + 1)) AS o
            LEFT JOIN account_fact AS a ON a.id = o.account
            ORDER BY o.placed_at DESC, o.id DESC
            """
        let rows = try await pool.withConnection { try await $0.query(sql) }
        var items: [Document] = []
        var last: OrderCursor?
        for row in rows.prefix(limit) {
            items.append(try row.get("document", JSONB.self).bytes)
            last = OrderCursor(placedAt: try row.get("placed_at", Timestamp.self).instant, id: try row.get("id"))
        }
        return (items, rows.count > limit ? last?.text : nil)
    }

    /// ORD-09: the order with its timeline; nil if there is none in this scope.
    func detail(_ orderID: String, _ scope: Scope) async throws -> Document? {
        let sql: SQL = """
            SELECT o.document || jsonb_strip_nulls(jsonb_build_object('accountName', a.name)) || jsonb_build_object('timeline', coalesce((
                SELECT jsonb_agg(jsonb_build_object('at', to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'what', t.what) || t.detail
                    ORDER BY t.version)
                FROM order_timeline AS t WHERE t.order_id = o.id), '[]')) AS document
            FROM (SELECT * FROM order_row WHERE id = \(orderID) AND \(fragment: scope.condition)) AS o
            LEFT JOIN account_fact AS a ON a.id = o.account
            """
        guard let document = try await first(sql) else { return nil }
        return try await withReasons(orderID, document)
    }

    /// ORD-03: the timeline says what the vendor said of changes of the price, until the buyer is forgotten.
    private func withReasons(_ orderID: String, _ document: Document) async throws -> Document {
        var order = try JSONValue(document).object ?? JSONMembers()
        var timeline = order["timeline"]?.array ?? []
        let changes = timeline.indices.filter { timeline[$0]["what"] == .string(TimelineEntry.priceChanged) }
        guard !changes.isEmpty, let state = try await aggregates.state(orderID)?.state else { return document }
        // Of the oldest changes no reason is kept.
        for (index, reason) in zip(changes.dropFirst(state.priceChanges - state.priceReasons.count), state.priceReasons)
        {
            guard var entry = timeline[index].object else { continue }
            entry["reason"] = reason.text.map(JSONValue.string)
            timeline[index] = .object(entry)
        }
        order["timeline"] = .array(timeline)
        return JSONValue.object(order).bytes()
    }

    /// nil if there is no such order in this scope.
    func buyer(of orderID: String, _ scope: Scope) async throws -> String? {
        let sql: SQL = "SELECT account FROM order_row WHERE id = \(orderID) AND \(fragment: scope.condition)"
        return try await pool.withConnection { try await $0.query(sql) }.first?.get(0)
    }

    /// Documents of one of the other tables, by id, `limit` at most.
    func documents(_ table: StaticString, where condition: SQL, after id: String?, limit: Int) async throws -> (
        items: [Document], next: String?
    ) {
        let sql: SQL = """
            SELECT id, document FROM \(identifier: table.description)
            WHERE \(fragment: condition) AND (\(id)::text IS NULL OR id > \(id)) ORDER BY id LIMIT \(limit + 1)
            """
        let rows = try await pool.withConnection { try await $0.query(sql) }
        let items = try rows.prefix(limit).map { try $0.get("document", JSONB.self).bytes }
        let last: String? = try rows.count > limit ? rows.prefix(limit).last?.get("id") : nil
        return (items, last)
    }

    func document(_ table: StaticString, id: String, where condition: SQL) async throws -> Document? {
        try await first(
            "SELECT document FROM \(identifier: table.description) WHERE id = \(id) AND \(fragment: condition)")
    }

    private func first(_ sql: SQL) async throws -> Document? {
        try await pool.withConnection { try await $0.query(sql) }.first?.get("document", JSONB.self).bytes
    }
}
