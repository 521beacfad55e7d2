import JSON

struct OpenInstance {
    let id: String
    let vendorsID: String
}

extension Story {
    /// The vendor opens the SaaS instance, though not at once (ENT-03, ENT-04).
    func openInstance(_ saas: Purchase) async throws -> OpenInstance {
        Teller.chapter(5, "The vendor opens the SaaS instance")
        let call = Call.get("see the instance", .orders, "/entitlements/\(saas.lineID)", as: .buyer)
        let instance = try await web.wait(call, for: "an open instance") { $0["/status"] == "open" }
        for secret in ["/frontUrl", "/adminUrl", "/adminUser", "/adminPassword", "/expiresAt"] {
            try Teller.expect(
                call.step, "\(secret) to be shown to the buyer", !instance[secret].isEmpty, came: instance.summary)
        }
        let calls = try await productionCalls(saas.lineID, action: "createInstance")
        try Teller.expect(
            "count the vendor's calls", "at least three calls, the first two answered with 'not ready'", calls >= 3,
            came: "\(calls)")
        Teller.tell("The vendor was asked \(calls) times: it was not ready twice.")
        Teller.tell(
            "The buyer sees \(instance["/frontUrl"]), \(instance["/adminUrl"]), user \(instance["/adminUser"]) and a password."
        )
        let operators = try await web.send(
            .get("see the instance as operator", .orders, "/entitlements/\(saas.lineID)?as=operator", as: .operator))
        try Teller.expect(
            operators.step, "no password for operators", operators["/adminPassword"].isEmpty, came: "a password")
        Teller.tell("An operator sees the instance without its password.")
        try await waitForOrder(saas, status: "produced")
        return OpenInstance(id: saas.lineID, vendorsID: try instance.text("/instanceId"))
    }

    func productionCalls(_ lineID: String, action: String) async throws -> Int {
        let state = try await web.send(.get("read the vendor's calls", .vendorSimulator, "/_control/state"))
        return state.items("/calls") {
            $0["/operation"] == action && [$0["/asked/orderBizId"], $0["/asked/instanceId"]].contains(lineID)
        }.count
    }
}
