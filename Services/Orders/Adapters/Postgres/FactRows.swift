import Messaging
import OrdersDomain
import PostgresClient

func productRows(_ event: ProductFact.Event, _ context: EventContext<ProductFact>) -> [SQL] {
    switch event {
    case .learned(let listing):
        [
            """
            INSERT INTO product_fact (id, endpoint, guide) VALUES (\(context.id), \(listing.productionEndpoint), \(listing.guideURL))
            ON CONFLICT (id) DO UPDATE SET endpoint = EXCLUDED.endpoint, guide = EXCLUDED.guide
            """
        ]
    }
}

func accountRows(_ event: AccountFact.Event, _ context: EventContext<AccountFact>) -> [SQL] {
    switch event {
    case .learned(let profile):
        let templates = profile.registrantTemplates
        return [
            "INSERT INTO account_fact (id, name) VALUES (\(context.id), \(profile.name)) ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
            "DELETE FROM registrant_template WHERE account = \(context.id)",
            """
            INSERT INTO registrant_template (account, id, kind, is_verified, is_complete, has_papers)
            SELECT DISTINCT ON (id) \(context.id), id, kind, is_verified, is_complete, has_papers
            FROM unnest(\(templates.map(\.id))::text[], \(templates.map(\.kind.rawValue))::text[], \(templates.map(\.isVerified))::boolean[],
                \(templates.map(\.isComplete))::boolean[], \(templates.map(\.hasPapers))::boolean[])
                AS template (id, kind, is_verified, is_complete, has_papers)
            """,
        ]
    }
}
