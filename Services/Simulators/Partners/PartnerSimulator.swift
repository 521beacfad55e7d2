import HTTPServer
import JSON
import Kernel
package import SimulatorKit

/// The three partners that sell domains. Keys of scripts: the domain, the caller's reference, the partner (`sedo`, `afternic`, `yumi`).
package let partnerSimulator = SimulatorProgram(
    name: "partner-simulator", purpose: "the partners Sedo, Afternic and Yumi, who sell domains", port: 8092,
    settings: [
        Setting("SEDO_PARTNER_ID", "51122", "Who may call Sedo."),
        Setting("SEDO_SIGN_KEY", "sedo-sign-key", "The key that goes with it."),
        Setting("AFTERNIC_KEY", "afternic-key", "Who may call Afternic."),
        Setting("AFTERNIC_SECRET", "afternic-secret", "The secret that goes with it."),
        Setting("YUMI_APP_ID", "marketplace", "Who may call Yumi."),
        Setting("YUMI_APP_KEY", "yumi-secret", "The key its calls are signed with."),
    ],
    scriptMembers: [
        ScriptMember(
            "outcome", .oneOf(["bought", "failed", "processing"]),
            "What becomes of a purchase; 'processing' never ends. Without: bought."),
        ScriptMember(
            "reason", .text,
            "Why it fails: \(Reasons.ours.joined(separator: ", ")), or a word of the partner's own. Without: stale-listing."
        ),
        ScriptMember("refuseOrder", .flag, "It fails at once, with that reason, and nothing is booked."),
        ScriptMember("askedFen", .integer(0...1_000_000_000_000), "What the seller wants; a lower offer is refused."),
        ScriptMember("afterLookUps", .integer(0...1_000_000), "Still processing until it was looked up so often."),
        ScriptMember("afterSeconds", .integer(0...31_536_000), "Still processing for so many seconds."),
        ScriptMember("expires", .text, "The registry's date, such as 2027-05-01."),
    ]
) { PartnerSimulator($0) }

struct PartnerSimulator: Simulator {
    let context: SimulatorContext
    let book: PurchaseBook
    let reservations = Reservations()
    let nonces = Nonces()

    init(_ context: SimulatorContext) {
        self.context = context
        book = PurchaseBook(context.faults)
    }

    var router: Router {
        var router = Router()
        addSedo(to: &router)
        addAfternic(to: &router)
        addYumi(to: &router)
        return router
    }

    func reset() {
        book.reset()
        reservations.reset()
        nonces.reset()
    }

    func state() -> JSONMembers {
        let now = context.now
        return [
            "purchases": .array(
                book.all.map { purchase in
                    [
                        "partner": .string(purchase.partner.rawValue), "number": .string(purchase.number),
                        "reference": .string(purchase.reference),
                        "domain": .string(purchase.domain), "boughtAt": .string(purchase.boughtAt.rfc3339),
                        "lookUps": .int(Int64(purchase.lookUps)), "status": .string(purchase.status(at: now).word),
                    ]
                })
        ]
    }

    /// The reference first: it is the thing asked about, and what counts of scripts are kept by.
    func keys(_ partner: PartnerName, _ reference: String, domain: String? = nil) -> [String] {
        [reference] + [domain ?? book.domain(partner, reference)].compactMap { $0 } + [partner.rawValue]
    }
}

extension Purchase.Status {
    fileprivate var word: String {
        switch self {
        case .processing: "processing"
        case .bought: "bought"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}
