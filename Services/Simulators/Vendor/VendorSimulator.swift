import HTTPServer
import JSON
import Kernel
package import SimulatorKit

/// A vendor's production interface for SaaS. Keys of scripts: the value of any parameter (orderBizId or instanceId first, then productCode, skuId,
/// aliUid …), and the action.
package let vendorSimulator = SimulatorProgram(
    name: "vendor-simulator", purpose: "a vendor's production interface for SaaS instances", port: 8093,
    settings: [
        Setting("ISV_KEY", "isv-key", "The key that tokens are made with."),
        Setting("PUBLIC_URL", "http://127.0.0.1:8093", "Where buyers find their instances."),
    ],
    scriptMembers: [
        ScriptMember(
            "notReadyCalls", .integer(0...1_000_000), "So many calls of createInstance are answered with instanceId 0."),
        ScriptMember("refuseActions", .text, "These actions, with commas between, are answered with success false."),
    ]
) { VendorSimulator($0) }

struct VendorSimulator: Simulator {
    let context: SimulatorContext
    let book = InstanceBook()

    init(_ context: SimulatorContext) { self.context = context }

    func reset() { book.reset() }

    func state() -> JSONMembers { ["instances": .array(book.all.map(\.json))] }

    var router: Router {
        var router = Router()
        let produce = Operation(
            id: "produce", summary: "Create, renew, upgrade, freeze or release an instance.", access: .anyone)
        router.add(.get, "/spi", produce) { request in try await produceInstance(request) }
        let list = Operation(id: "listInstances", summary: "All instances.", access: .anyone, tag: "people")
        router.add(.get, "/instances", list) { _ in .json(JSONValue.object(state()).bytes()) }
        let show = Operation(
            id: "showInstance", summary: "Where the buyer works with an instance.", access: .anyone, tag: "people")
        router.add(.get, "/instances/{instanceId}", show) { request in
            guard let instance = book[try request.parameter("instanceId")] else {
                throw Problem.notFound("There is no such instance.")
            }
            return .json(instance.json.bytes())
        }
        return router
    }

    private func produceInstance(_ request: HTTPRequest) async throws -> HTTPResponse {
        let parameters = Dictionary(request.query.items.map { ($0.name, $0.value) }) { first, _ in first }
        guard let action = parameters["action"] else { throw Problem.badRequest("action is needed", field: "action") }
        let subject = parameters["orderBizId"] ?? parameters["instanceId"]
        let others = parameters.filter { $0.key != "token" }.sorted { $0.key < $1.key }
        let keys = [subject].compactMap { $0 } + others.map(\.value)
        var asked = JSONMembers()
        for (name, value) in others { asked[name] = .string(value) }
        return try await context.answer(action, keys: keys, asked: .object(asked)) {
            guard isGenuine(parameters) else { throw Problem.forbidden("The token is wrong.") }
            let refused = context.faults.script(for: keys)?.text("refuseActions") ?? ""
            if refused.split(separator: ",").contains(Substring(action)) { return success(false) }
            return try perform(action, ProductionCall(parameters: parameters, keys: keys))
        }
    }

    private func isGenuine(_ parameters: [String: String]) -> Bool {
        guard let token = parameters["token"] else { return false }
        return productionToken(of: parameters, key: context.settings["ISV_KEY"]) == token
    }
}
