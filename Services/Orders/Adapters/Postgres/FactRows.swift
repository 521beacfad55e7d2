import Kernel
import Messaging
import OrdersDomain
import PostgresClient

func productRows(_ event: ProductFact.Event, _ context: EventContext<ProductFact>) -> [SQL] {
    switch event {
    case .learned(let listing):
        [
            """
            INSERT INTO product_fact (id, version, connection, endpoint, guide)
            VALUES (\(context.id), \(Int64(listing.version)), \(listing.connection?.rawValue), \(listing.productionEndpoint), \(listing.guideURL))
            ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, connection = EXCLUDED.connection,
                endpoint = EXCLUDED.endpoint, guide = EXCLUDED.guide
            """
        ]
    case .waiting, .answered: []
    }
}

func accountRows(_ event: AccountFact.Event, _ context: EventContext<AccountFact>) -> [SQL] {
    switch event {
    case .learned(let profile):
        let templates = profile.registrantTemplates
        return [
            """
            INSERT INTO account_fact (id, name, is_forgotten) VALUES (\(context.id), \(profile.name.text), false)
            ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, is_forgotten = false
            """,
            "DELETE FROM registrant_template WHERE account = \(context.id)",
            """
            INSERT INTO registrant_template (account, id, kind, is_verified, is_complete, has_papers)
            SELECT DISTINCT ON (id) \(context.id), id, kind, is_verified, is_complete, has_papers
            FROM unnest(\(templates.map(\.id))::text[], \(templates.map(\.kind.rawValue))::text[], \(templates.map(\.isVerified))::boolean[],
                \(templates.map(\.isComplete))::boolean[], \(templates.map(\.hasPapers))::boolean[])
                AS template (id, kind, is_verified, is_complete, has_papers)
            """,
        ]
    case .forgotten:
        return [
            """
            INSERT INTO account_fact (id, name, is_forgotten) VALUES (\(context.id), NULL, true)
            ON CONFLICT (id) DO UPDATE SET name = NULL, is_forgotten = true
            """,
            "DELETE FROM registrant_template WHERE account = \(context.id)",
        ]
    }
}
