import CrowdsourcingDomain
import Kernel
import Messaging
import PostgresClient

/// The row by which a demand stands in lists.
func projected(_ event: Demand.Event, _ context: EventContext<Demand>) -> [SQL] {
    let state = context.state
    switch event {
    case .published(let buyerID, let content, let target, _):
        let now = Timestamp(microsecondsSince1970: context.cause.now.microseconds)
        return [
            """
            INSERT INTO demand (id, buyer_id, target_vendor_id, phase, market, subtype, sentence, budget, region, grabs, proposals, published_at)
            VALUES (\(context.id), \(buyerID), \(target), \(state.phase.rawValue), \(content.market.rawValue), \(content.subtype.text),
                \(content.sentence.text), \(content.budget?.rawValue ?? ""), \(content.region.text), 0, 0, \(now))
            """
        ]
    case .grabbed(let grab):
        return [
            row(context), "INSERT INTO demand_grab (demand_id, vendor_id) VALUES (\(context.id), \(grab.vendorID))",
        ]
    case .proposed, .paid, .completed, .withdrawn: return [row(context)]
    case .buyerForgotten:
        return ["UPDATE demand SET (subtype, sentence, region) = (NULL, NULL, NULL) WHERE id = \(context.id)"]
    case .revised, .accepted, .acceptanceEnded, .orderPlaced, .orderRepriced, .vendorPhoneChanged, .callRequested,
        .callBound, .callRefused:
        return []
    }
}

private func row(_ context: EventContext<Demand>) -> SQL {
    let state = context.state
    return """
        UPDATE demand SET phase = \(state.phase.rawValue), grabs = \(Int32(state.grabs.count)), proposals = \(Int32(state.proposals.count))
        WHERE id = \(context.id)
        """
}

func projected(_ event: Account.Event, _ context: EventContext<Account>) -> [SQL] {
    switch event {
    case .changed(let facts):
        return [
            """
            INSERT INTO account (id, vendor_id) VALUES (\(context.id), \(facts.vendorID))
            ON CONFLICT (id) DO UPDATE SET vendor_id = EXCLUDED.vendor_id
            """
        ]
    case .grabbed: return []
    case .forgotten: return ["DELETE FROM account WHERE id = \(context.id)"]
    }
}

func projected(_ event: ListedProduct.Event, _ context: EventContext<ListedProduct>) -> [SQL] {
    let state = context.state
    return [
        """
        INSERT INTO listed_product (id, vendor_id, name, choice_ids, is_listed)
        VALUES (\(context.id), \(state.vendorID), \(state.name), \(state.choiceIDs), \(state.isListed))
        ON CONFLICT (id) DO UPDATE SET (vendor_id, name, choice_ids, is_listed)
            = (EXCLUDED.vendor_id, EXCLUDED.name, EXCLUDED.choice_ids, EXCLUDED.is_listed)
        """
    ]
}
