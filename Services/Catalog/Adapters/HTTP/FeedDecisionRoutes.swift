package import CatalogApplication
import CatalogDomain
package import HTTPServer
import JSON
import Kernel
import Runtime

/// DOM-07: an operator's word on feeds that take much away, and the way back to what was before a feed.
package struct FeedDecisionRoutes: Sendable {
    private let ingestion: FeedIngestion

    package init(ingestion: FeedIngestion) { self.ingestion = ingestion }

    package func add(to router: inout Router) {
        router.add(
            .get, "/operator/waiting-feeds",
            operation(
                "listWaitingFeeds", "Feeds that would take much away and wait, with what they would do.",
                .ok("All of them, oldest first.", Schemas.waitingFeeds)), list)
        router.add(
            .post, "/operator/waiting-feeds/{runId}/approval",
            operation(
                "approveFeed", "Let a waiting feed in.", .ok("What the feed changed.", Schemas.feedReport)), approve)
        router.add(
            .post, "/operator/waiting-feeds/{runId}/rejection",
            operation("rejectFeed", "Turn a waiting feed away.", .done("It is gone.")), reject)
        router.add(
            .post, "/operator/partner-feeds/{partner}/rollback",
            operation(
                "rollBackFeed", "Take the partner's last feed back: its listings are what they were before it.",
                .ok("What was undone.", Schemas.rollback)),
            rollBack)
    }

    private func operation(_ id: String, _ summary: String, _ answers: Answers) -> Operation {
        // A merge of millions takes its time.
        Operation(
            id: id, summary: summary, access: .roles([.operator]), tag: "operators", responses: answers,
            handlerTimeoutMs: 1_800_000)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        .json(["feeds": .array(try await ingestion.waiting().map { .object(FeedJSON.members($0)) })])
    }

    private func approve(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (runID, operatorID) = (try request.parameter("runId"), try request.authenticatedPrincipal().account)
        return try await deciding {
            .json(FeedJSON.members(try await ingestion.approve(runID: runID, by: operatorID)))
        }
    }

    private func reject(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (runID, operatorID) = (try request.parameter("runId"), try request.authenticatedPrincipal().account)
        return try await deciding {
            try await ingestion.reject(runID: runID, by: operatorID)
            return .noContent()
        }
    }

    private func rollBack(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let partner = Partner(rawValue: try request.parameter("partner")) else {
            throw Problem.notFound(
                "There is no such partner: take one of \(Partner.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let operatorID = try request.authenticatedPrincipal().account
        return try await deciding {
            let rollback = try await ingestion.rollBack(partner, by: operatorID)
            return .json([
                "runId": .string(rollback.runID), "removed": .int(rollback.removed),
                "restored": .int(rollback.restored),
            ])
        }
    }

    private func deciding(_ body: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        do {
            return try await body()
        } catch let fault as FeedFault {
            throw Problem.conflict("Nothing was changed: \(fault.reason).", type: "feed-decided", rule: "DOM-07")
        }
    }
}
