import OrdersApplication
import OrdersDomain
import PostgresClient

/// The facts of others that commands need.
struct FactQueries: BuyingFacts, Sendable {
    let pool: PostgresPool

    func template(_ id: String, of account: String) async throws -> RegistrantTemplate? {
        let sql: SQL = """
            SELECT kind, is_verified, is_complete, has_papers FROM registrant_template WHERE account = \(account) AND id = \(id)
            """
        guard let row = try await pool.withConnection({ try await $0.query(sql) }).first else { return nil }
        return RegistrantTemplate(
            id: id, kind: DomainOwner.Kind(rawValue: try row.get("kind")) ?? .individual,
            isVerified: try row.get("is_verified"),
            isComplete: try row.get("is_complete"), hasPapers: try row.get("has_papers"))
    }

    func standing(of account: String) async throws -> AccountStanding {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT is_forgotten FROM account_fact WHERE id = \(account)")
        }
        guard let row = rows.first else { return .unknown }
        return try row.get("is_forgotten") ? .forgotten : .known
    }

    func connection(of productID: String, version: Int) async throws -> ProductConnection? {
        let rows = try await pool.withConnection {
            try await $0.query(
                "SELECT connection FROM product_fact WHERE id = \(productID) AND version >= \(Int64(version))")
        }
        return try rows.first?.get("connection", String?.self).flatMap(ProductConnection.init)
    }

    /// Where the product's vendor is called; nil if the product is unknown or has no such address.
    func productionEndpoint(of productID: String) async throws -> String? {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT endpoint FROM product_fact WHERE id = \(productID)")
        }
        return try rows.first?.get("endpoint", String?.self)
    }
}
