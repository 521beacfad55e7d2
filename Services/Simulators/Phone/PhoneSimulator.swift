import HTTPServer
import JSON
import Kernel
package import SimulatorKit

/// Sends short messages and lends relay numbers. Keys of scripts: the number a message goes to, or the first of the two to be connected; then the
/// second, and the template.
package let phoneSimulator = SimulatorProgram(
    name: "phone-simulator", purpose: "the provider of short messages and masked calls", port: 8095,
    settings: [Setting("PHONE_RELAY_KEY", "phone-relay-key", "The key that callers show.")],
    scriptMembers: [ScriptMember("refuse", .flag, "The number cannot exist (422 number-invalid).")]
) { PhoneSimulator($0) }

struct PhoneSimulator: Simulator {
    static let templates = ["verification-code": "您的验证码是{code}，{minutes}分钟内有效。"]

    let context: SimulatorContext
    let book = PhoneBook()

    init(_ context: SimulatorContext) { self.context = context }

    func reset() { book.reset() }

    func state() -> JSONMembers {
        ["messages": .array(book.messages.map(\.json)), "bindings": .array(book.bindings.map(\.json))]
    }

    var router: Router {
        var router = Router()
        let send = Operation(
            id: "sendMessage", summary: "Send a short message.", access: .anyone, idempotencyKey: .required)
        router.add(.post, "/v1/sms", send) { request in
            let body = try JSONValue(request.body)
            return try await once("sendMessage", request, body, keys: names(body, "to", "template"), status: 202) {
                try sendMessage(body)
            }
        }
        let bind = Operation(
            id: "bindNumbers", summary: "Lend a relay number.", access: .anyone, idempotencyKey: .required)
        router.add(.post, "/v1/bindings", bind) { request in
            let body = try JSONValue(request.body)
            return try await once("bindNumbers", request, body, keys: names(body, "a", "b"), status: 201) {
                try bindNumbers(body)
            }
        }
        addPeoplesRoutes(to: &router)
        return router
    }

    /// Does the work for the first request of an Idempotency-Key and gives its answer again for all later ones.
    private func once(
        _ operation: String, _ request: HTTPRequest, _ body: JSONValue, keys: [String], status: Int,
        work: @escaping @Sendable () throws -> JSONValue
    ) async throws -> HTTPResponse {
        // The same key on another path is another body as well.
        let asked: JSONValue = ["path": .string(request.path), "body": body], key = request.idempotencyKey ?? ""
        return try await context.answer(operation, keys: keys, asked: body) {
            guard request.headers["X-Api-Key"] == context.settings["PHONE_RELAY_KEY"] else {
                return phoneError(401, "key-unknown", "the X-Api-Key is not known")
            }
            if let first = book.firstAnswer(key, to: asked) {
                return first.isSame
                    ? .json(first.answer.bytes(), status: status)
                    : phoneError(409, "key-reused", "the Idempotency-Key was used for another body")
            }
            do {
                if context.faults.script(for: keys)?.flag("refuse") == true {
                    throw Refusal(error: "number-invalid", detail: "told to refuse it")
                }
                let answer = try work()
                book.keep(answer, to: asked, under: key)
                return .json(answer.bytes(), status: status)
            } catch let refusal as Refusal {
                return phoneError(422, refusal.error, refusal.detail)
            }
        }
    }

    private func names(_ body: JSONValue, _ members: String...) -> [String] { members.compactMap { body[$0]?.string } }
}

/// Why a request can never be done.
struct Refusal: Error, CustomStringConvertible {
    let error: String
    let detail: String
    var description: String { "\(error): \(detail)" }
}

func phoneError(_ status: Int, _ error: String, _ detail: String) -> HTTPResponse {
    .json(JSONValue.object(["error": .string(error), "detail": .string(detail)]).bytes(), status: status)
}
