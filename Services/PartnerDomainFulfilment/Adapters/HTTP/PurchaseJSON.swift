import JSON
import Kernel
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain

/// Purchases and domains as JSON.
enum PurchaseJSON {
    static func bytes(_ view: PurchaseView?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let view { members(view, into: &writer) }
        writer.endObject()
        return writer.bytes
    }

    /// What everybody may see who may see the purchase.
    static func members(_ view: PurchaseView, into writer: inout JSONWriter) {
        writer.member("orderId", view.orderID)
        writer.member("domain", view.domain)
        writer.member("source", view.source.rawValue)
        writer.member("status", view.progress.rawValue)
        writer.member("statusText", view.progress.buyersWords)
        writer.member("startedAt", view.startedAt.rfc3339)
        writer.member("settledAt", view.settledAt?.rfc3339)
        writer.member("expiresOn", view.expiresOn?.description)
        if let holder = view.holder { self.holder(holder, into: &writer) }
        writer.member("failureReason", view.failure?.rawValue)
        writer.member("failureText", view.failure?.buyersWords)
    }

    static func steps(_ steps: [PurchaseStep], into writer: inout JSONWriter) {
        writer.name("steps")
        writer.beginArray()
        for step in steps {
            writer.beginObject()
            writer.member("step", step.kind.rawValue)
            writer.member("at", step.at.rfc3339)
            writer.endObject()
        }
        writer.endArray()
    }

    /// What only operators see.
    static func inside(_ view: PurchaseView, into writer: inout JSONWriter) {
        writer.member("accountId", view.accountID)
        writer.member("phase", view.phase.rawValue)
        writer.member("partnerReference", view.partnerReference)
        writer.member("nextAskAt", view.nextAskAt?.rfc3339)
        writer.name("rounds")
        writer.int64(Int64(view.rounds))
        writer.name("silentInARow")
        writer.int64(Int64(view.silentInARow))
        writer.member("lastTrouble", view.lastTrouble?.rawValue)
    }

    static func domain(_ domain: OwnedDomainView, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("domain", domain.domain)
        writer.member("orderId", domain.orderID)
        writer.member("expiresOn", domain.expiresOn.description)
        holder(domain.holder, into: &writer)
        writer.member("ownedSince", domain.ownedSince.rfc3339)
        writer.endObject()
    }

    private static func holder(_ holder: Holder, into writer: inout JSONWriter) {
        writer.member("holder", holder == .buyer ? "buyer" : "former-holder")
        writer.name("papersNeeded")
        writer.bool(holder == .formerPapersNeeded)
    }
}

/// DOM-01 and DOM-02: a purchase as the buyer follows it.
enum Progress: String, CaseIterable {
    case processing, bought, failed

    var buyersWords: String {
        switch self {
        case .processing: "处理中"
        case .bought: "购买成功"
        case .failed: "购买失败"
        }
    }
}

extension PurchaseView {
    var progress: Progress {
        switch phase {
        case .bought: .bought
        case .failed: .failed
        case .unopened, .asking, .waiting, .atDesk: .processing
        }
    }
}

extension JSONWriter {
    /// Leaves the member out if there is no value.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    /// A page of a list: its items, and where the next page begins if this one was full.
    mutating func page<Item>(
        _ name: String, _ items: [Item], limit: Int, cursor: (Item) -> String, _ write: (Item, inout JSONWriter) -> Void
    ) {
        beginObject()
        self.name(name)
        beginArray()
        for item in items { write(item, &self) }
        endArray()
        if items.count == limit { member("next", items.last.map(cursor)) }
        endObject()
    }
}
