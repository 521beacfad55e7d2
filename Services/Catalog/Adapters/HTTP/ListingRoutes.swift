package import CatalogApplication
package import CatalogDomain
package import HTTPServer
import JSON
import Kernel
import Messaging
package import Runtime

/// What operators do with partners' listings: take feeds in, take wrong listings down (DOM-07, CAT-10).
package struct ListingRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any CatalogQueries
    private let names: NameRules
    private let ingestion: FeedIngestion

    package init(desk: CommandDesk, queries: any CatalogQueries, names: NameRules, ingestion: FeedIngestion) {
        self.desk = desk
        self.queries = queries
        self.names = names
        self.ingestion = ingestion
    }

    package func add(to router: inout Router) {
        for kind in FeedKind.allCases {
            let summary =
                kind == .full
                ? "All that the partner sells; what is missing is delisted." : "Changes of the partner's listings."
            router.add(
                .put, "/partner-feeds/{partner}/\(kind.rawValue)",
                operation(
                    kind == .full ? "putFullFeed" : "putIncrementalFeed", summary,
                    description:
                        "Text, one line per listing; the format stands in the service's README. A feed that is not whole changes nothing.",
                    streamed: true)
            ) { request in
                try await ingest(request, kind)
            }
        }
        router.add(
            .put, "/operator/domain-listings/{partner}/{domain}/suppression",
            operation(
                "suppressListing", "Hide a wrong listing until the partner pushes it changed.", domain: true,
                body: Schemas.reason(1...200)), suppress)
        router.add(
            .delete, "/operator/domain-listings/{partner}/{domain}/suppression",
            operation("reinstateListing", "Show a hidden listing again.", domain: true), reinstate)
    }

    private func operation(
        _ id: String, _ summary: String, description: String? = nil, domain: Bool = false, body: JSONSchema? = nil,
        streamed: Bool = false
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.operator]), description: description, tag: "operators",
            parameters: domain ? [.path("domain", "The domain's name.", schema: .domainName)] : [], requestSchema: body,
            responses: streamed ? Self.taken : .done("It is so."),
            refusals: streamed ? [422] : [], streamsBody: streamed, handlerTimeoutMs: streamed ? 1_800_000 : nil)
    }

    private static let taken = Answers.ok("What the feed changed.", Schemas.feedReport).merging(
        .accepted("It would take so much away that it waits for an operator's word.", Schemas.waitingFeed)
    ) { one, _ in one }

    private func ingest(_ request: HTTPRequest, _ kind: FeedKind) async throws -> HTTPResponse {
        let partner = try partner(request)
        do {
            let outcome = try await ingestion.ingest(partner: partner, kind: kind) {
                try await request.bodyStream?.next()
            }
            switch outcome {
            case .merged(let report): return .json(FeedJSON.members(report))
            case .waiting(let feed): return .json(FeedJSON.members(feed), status: 202)
            }
        } catch let fault as FeedFault {
            throw Problem.unprocessable("Nothing was changed: \(fault.reason).", type: "feed-broken", rule: "DOM-07")
        }
    }

    private func suppress(_ request: HTTPRequest) async throws -> HTTPResponse {
        let reason = try request.readJSON { try $0.string("reason") }
        let operatorID = try request.authenticatedPrincipal().account
        let (name, partner) = (try name(request), try partner(request))
        let isListed = try await queries.isListed(name.description, partner: partner)
        return try await submit(
            request, name,
            .suppress(
                operatorID: operatorID, partner: partner, isListed: isListed, reason: Personal(reason, of: operatorID)))
    }

    private func reinstate(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await submit(
            request, try name(request),
            .reinstate(operatorID: try request.authenticatedPrincipal().account, partner: try partner(request))
        )
    }

    private func name(_ request: HTTPRequest) throws -> DomainName {
        guard let name = names.lookedUp(try request.parameter("domain")) else {
            throw Problem.notFound("This is no registrable domain.")
        }
        return name
    }

    private func submit(
        _ request: HTTPRequest, _ name: DomainName, _ input: ListingWatch.Input
    ) async throws -> HTTPResponse {
        _ = try await desk.submit(ListingWatch.self, id: name.description, input, from: request)
        return .noContent()
    }

    private func partner(_ request: HTTPRequest) throws -> Partner {
        guard let partner = Partner(rawValue: try request.parameter("partner")) else {
            throw Problem.notFound(
                "There is no such partner: take one of \(Partner.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return partner
    }
}

enum FeedJSON {
    /// A feed that has changed nothing yet: its numbers say what it would do.
    static func members(_ feed: WaitingFeed) -> JSONMembers {
        var members = members(feed.report)
        members["waits"] = true
        members["listed"] = .int(feed.listed)
        return members
    }

    static func members(_ report: FeedReport) -> JSONMembers {
        [
            "runId": .string(report.runID), "partner": .string(report.partner.rawValue),
            "kind": .string(report.kind.rawValue),
            "generatedAt": .string(report.generatedAt.rfc3339), "lines": .int(report.lines),
            "added": .int(report.added),
            "changed": .int(report.changed), "removed": .int(report.removed), "broken": .int(report.broken),
            "brokenLines": .array(
                report.brokenLines.map { ["number": .int($0.number), "reason": .string($0.reason)] }),
        ]
    }
}
