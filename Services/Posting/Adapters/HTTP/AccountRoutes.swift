import HTTPServer
import JSON
import Kernel
import Messaging
import PostingApplication
import PostingDomain

/// Accounts as HTTP shows them: one question, for operators.
struct AccountRoutes {
    let queries: any AccountQueries

    var router: Router {
        var router = Router()
        let operation = Operation(
            id: "showAccount", summary: "An account's balance and how often it was posted to.",
            access: .roles([.operator]),
            parameters: [.path("accountId", "The account.")],
            responses: .ok(
                "The account.",
                .object(["accountId": .id, "postings": .count, "balanceFen": .signedFen]).named("Account")))
        router.add(.get, "/accounts/{accountId}", operation) { [queries] request in
            guard let account = try await queries.account(try request.parameter("accountId")) else {
                throw Problem.notFound("There is no such account.")
            }
            return .json { writer in
                writer.beginObject()
                writer.name("accountId")
                writer.string(account.id)
                writer.name("postings")
                writer.int64(account.postings)
                writer.name("balanceFen")
                writer.int64(account.balance.fen)
                writer.endObject()
            }
        }
        router.describe(as: InterfaceDescription(title: "Posting", version: "1.0.0", summary: "Balances of accounts."))
        return router
    }
}

/// Answers from the stored state.
struct StoredAccounts: AccountQueries {
    let reader: AggregateReader<Account>

    func account(_ id: String) async throws -> AccountView? {
        guard let state = try await reader.state(id)?.state else { return nil }
        return AccountView(id: id, postings: state.postings, balance: state.balance)
    }
}
