import Crypto
import CrowdsourcingDomain
package import HTTPServer
import JSON

/// What demands are made of, and the texts that are accepted.
package struct PublicRoutes: Sendable {
    package init() {}

    package func add(to router: inout Router) {
        router.add(
            .get, "/markets",
            operation(
                "listMarkets", "The markets with their sub-types, and the bands of budgets.", Schemas.markets)
        ) { _ in Self.markets }
        router.add(
            .get, "/publishing-rules",
            operation("showPublishingRules", "What buyers accept when they publish a demand.", Schemas.terms)
        ) { _ in
            Self.text(PackageResources.publishing_rules_txt, Texts.rules)
        }
        router.add(
            .get, "/service-agreement",
            operation("showServiceAgreement", "What buyers accept with a proposal.", Schemas.terms)
        ) { _ in
            Self.text(PackageResources.service_agreement_txt, Texts.agreement)
        }
    }

    private func operation(_ id: String, _ summary: String, _ answer: JSONSchema) -> Operation {
        Operation(
            id: id, summary: summary, access: .anyone, tag: "public", responses: .ok("The present ones.", answer))
    }

    private static var markets: HTTPResponse {
        .json([
            "markets": .array(
                Market.allCases.map { market in
                    [
                        "market": .string(market.rawValue), "name": .string(market.name),
                        "subtypes": .array(market.subtypes.map(JSONValue.string)),
                    ]
                }), "budgets": .array(Budget.allCases.map { .string($0.rawValue) }),
        ])
    }

    private static func text(_ bytes: [UInt8], _ terms: Terms) -> HTTPResponse {
        .json([
            "version": .string(terms.version), "digest": .string(terms.digest),
            "text": .string(String(decoding: bytes, as: UTF8.self)),
        ])
    }
}

/// The texts in their present versions.
enum Texts {
    static let rules = Terms(
        version: "2026-1", digest: Hex.encode(Digest.sha256(PackageResources.publishing_rules_txt)))
    static let agreement = Terms(
        version: "2026-1", digest: Hex.encode(Digest.sha256(PackageResources.service_agreement_txt)))
}
