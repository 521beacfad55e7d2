import Kernel
import Messaging
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import PostgresClient

/// The statements that keep the rows in step with the events.
enum PurchaseRows {
    static func statements(
        _ event: Purchase.Event, _ state: Purchase.State, id: String, version: Int64, at now: Instant
    ) -> [SQL] {
        guard let view = PurchaseView(state) else { return [] }
        var statements = [upsert(view)]
        if let step = step(event) {
            statements.append(
                """
                INSERT INTO purchase_step (order_id, version, kind, at) VALUES (\(id), \(version), \(step.rawValue), \(Timestamp(now)))
                ON CONFLICT (order_id, version) DO NOTHING
                """)
        }
        if let owned = state.owned, changesOwnership(event) {
            statements.append(ownedDomain(owned, view, since: view.settledAt ?? now))
        }
        return statements
    }

    static func statements(_ state: Account.State, accountID: String) -> [SQL] {
        [
            """
            INSERT INTO account (account_id, templates_with_papers) VALUES (\(accountID), \(state.templatesWithPapers))
            ON CONFLICT (account_id) DO UPDATE SET templates_with_papers = excluded.templates_with_papers
            """
        ]
    }

    private static func upsert(_ view: PurchaseView) -> SQL {
        """
        INSERT INTO purchase (order_id, account_id, domain, source, phase, started_at, settled_at, expires_on, holder, failure,
            partner_reference, next_ask_at, rounds, silent_in_a_row, last_trouble)
        VALUES (\(view.orderID), \(view.accountID), \(view.domain), \(view.source.rawValue), \(view.phase.rawValue),
            \(Timestamp(view.startedAt)), \(view.settledAt.map(Timestamp.init)), \(view.expiresOn.map(PostgresDate.init)),
            \(view.holder?.rawValue), \(view.failure?.rawValue), \(view.partnerReference), \(view.nextAskAt.map(Timestamp.init)),
            \(view.rounds), \(view.silentInARow), \(view.lastTrouble?.rawValue))
        ON CONFLICT (order_id) DO UPDATE SET phase = excluded.phase, settled_at = excluded.settled_at, expires_on = excluded.expires_on,
            holder = excluded.holder, failure = excluded.failure, partner_reference = excluded.partner_reference,
            next_ask_at = excluded.next_ask_at, rounds = excluded.rounds, silent_in_a_row = excluded.silent_in_a_row,
            last_trouble = excluded.last_trouble
        """
    }

    /// A domain that is bought a second time leaves its former buyer's list.
    private static func ownedDomain(_ owned: OwnedDomain, _ view: PurchaseView, since: Instant) -> SQL {
        """
        INSERT INTO owned_domain (domain, account_id, order_id, expires_on, holder, owned_since)
        VALUES (\(view.domain), \(view.accountID), \(view.orderID), \(PostgresDate(owned.expiresOn)), \(owned.holder.rawValue), \(Timestamp(since)))
        ON CONFLICT (domain) DO UPDATE SET account_id = excluded.account_id, order_id = excluded.order_id,
            expires_on = excluded.expires_on, holder = excluded.holder, owned_since = excluded.owned_since
        """
    }

    private static func changesOwnership(_ event: Purchase.Event) -> Bool {
        switch event {
        case .bought, .papersFiled, .holderChanged: true
        default: false
        }
    }

    /// What the buyer sees on the timeline; single conversations with the partner are not of interest there.
    private static func step(_ event: Purchase.Event) -> PurchaseStep.Kind? {
        switch event {
        case .started: .started
        case .accepted: .accepted
        case .bought: .bought
        case .failed: .failed
        case .papersFiled: .papersFiled
        case .holderChanged: .holderChanged
        case .stillProcessing, .partnerSilent, .asked, .mailed: nil
        }
    }
}
