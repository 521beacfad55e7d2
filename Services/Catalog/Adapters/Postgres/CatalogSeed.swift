import CatalogApplication
import FoundationEssentials
package import PostgresClient

/// The data every installation starts with: the tree of categories and what suffixes ordinarily cost. May be repeated.
package enum CatalogSeed {
    /// - Parameter connection: its search path begins with catalog's schema.
    package static func apply(on connection: PostgresConnection) async throws {
        let tree = categories
        try await connection.withTransaction { connection in
            for (position, category) in tree.enumerated() {
                try await connection.execute(
                    """
                    INSERT INTO category (id, parent, name, position) VALUES (\(category.id), \(category.parentID), \(category.name), \(position))
                    ON CONFLICT (id) DO UPDATE SET (parent, name, position) = (EXCLUDED.parent, EXCLUDED.name, EXCLUDED.position)
                    """)
            }
            for (tld, fen) in renewals {
                // What operators have changed stays.
                try await connection.execute(
                    "INSERT INTO renewal_price (tld, price) VALUES (\(tld), \(fen)) ON CONFLICT (tld) DO NOTHING")
            }
        }
    }

    static var categories: [CatalogApplication.Category] {
        rows(PackageResources.categories_tsv).filter { $0.count == 3 }.map {
            .init(id: $0[0], parentID: $0[1], name: $0[2])
        }
    }

    static var renewals: [(tld: String, fen: Int64)] {
        rows(PackageResources.renewals_tsv).compactMap { fields in
            guard fields.count == 2, let fen = Int64(fields[1]) else { return nil }
            return (fields[0], fen)
        }
    }

    /// The lines after the first, which names the columns.
    private static func rows(_ bytes: [UInt8]) -> [[String]] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
