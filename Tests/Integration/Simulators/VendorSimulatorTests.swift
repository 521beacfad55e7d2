import Crypto
import HTTPClient
import JSON
import Kernel
import Testing
import VendorSimulator

@Suite("Vendor simulator")
struct VendorSimulatorTests {
    private let bench: Bench

    init() throws {
        bench = try Bench(
            vendorSimulator, ["ISV_KEY": "29ae1790-c00c-4321-a214-254fe79e2269", "PUBLIC_URL": "http://saas.test"])
    }

    private func ask(_ parameters: [String: String], token: String? = nil, timeoutMs: Int = 10_000) async throws
        -> OutboundResponse
    {
        let sorted = parameters.sorted { $0.key < $1.key }
        let text =
            sorted.map { "\($0.key)=\($0.value)" }.joined(separator: "&") + "&key=29ae1790-c00c-4321-a214-254fe79e2269"
        let query = sorted.map { "\($0.key)=\($0.value.split(separator: " ").joined(separator: "%20"))" }.joined(
            separator: "&")
        let token = token ?? Hex.encode(Digest.md5(text))
        return try await bench.call("GET", "/spi?\(query)&token=\(token)", timeoutMs: timeoutMs)
    }

    private func create(_ id: String = "O-1-1", product: String = "P-1") async throws -> JSONValue {
        try await ask([
            "action": "createInstance", "aliUid": "A-1", "orderBizId": id, "orderId": "O-1", "productCode": product,
            "skuId": "S-1",
            "trial": "false", "expiredOn": "2027-11-21 08:00:00",
        ]).json
    }

    private func change(_ action: String, _ id: String, _ more: [String: String] = [:]) async throws -> JSONValue? {
        try await ask(more.merging(["action": action, "instanceId": id]) { $1 }).json["success"]
    }

    private func instance(_ id: String) async throws -> JSONValue {
        try await bench.call("GET", "/instances/\(id)").json
    }

    @Test("The published vector of a token is taken, and any other token refused")
    func token() async throws {
        let vector = [
            "productCode": "cmgj00053252", "package_version": "yuncode3621600001", "orderId": "222222222222222",
            "orderBizId": "33884913",
            "action": "createInstance", "aliUid": "1111111111111111", "expiredOn": "2021-04-29 00:00:00",
            "skuId": "yuncode3621600001",
            "trial": "true",
        ]
        #expect(try await ask(vector, token: "ddc1b006263a33cb65a5f1139cac2d2d").status == 403)
        #expect(try await bench.state()["instances"]?.array?.isEmpty == true)
        let response = try await ask(vector, token: "ddc1b006263a33cb65a5f1139cac2d2c")
        #expect(response.json["instanceId"] == "33884913")
    }

    @Test("An order has one instance, with the same password however often it is asked for")
    func idempotent() async throws {
        let first = try await create()
        #expect(first.at("/appInfo/frontEndUrl") == "http://saas.test/instances/O-1-1")
        #expect(first.at("/appInfo/password")?.string?.isEmpty == false)
        #expect(try await create() == first)
        #expect(try await create("O-1-2")["instanceId"] == "O-1-2")
        let all = try await bench.call("GET", "/instances").json
        #expect(all["instances"]?.array?.count == 2)
        #expect(all.at("/instances/0/order/aliUid") == "A-1")
    }

    @Test("An instance is not ready for as many calls as the script of its product says, each order for itself")
    func notReady() async throws {
        _ = try await bench.setScript("P-1", ["notReadyCalls": 3])
        for id in ["O-1-1", "O-1-2"] {
            for _ in 0..<3 { #expect(try await create(id)["instanceId"] == "0") }
            #expect(try await create(id)["instanceId"] == .string(id))
            #expect(try await create(id)["instanceId"] == .string(id))
        }
        #expect(try await create("O-2-1", product: "P-2")["instanceId"] == "O-2-1")
    }

    @Test("An instance is renewed, changed, frozen, thawed by renewal and released")
    func life() async throws {
        _ = try await create()
        #expect(
            try await change("renewInstance", "O-1-1", ["orderId": "O-2", "expiredOn": "2028-11-21 08:00:00"]) == "true"
        )
        #expect(try await change("upgradeInstance", "O-1-1", ["skuId": "S-2"]) == "true")
        #expect(try await instance("O-1-1")["expiredOn"] == "2028-11-21 08:00:00")
        #expect(try await instance("O-1-1")["skuId"] == "S-2")
        #expect(try await change("expiredInstance", "O-1-1") == "true")
        #expect(try await instance("O-1-1")["state"] == "expired")
        #expect(
            try await change("renewInstance", "O-1-1", ["orderId": "O-3", "expiredOn": "2029-11-21 08:00:00"]) == "true"
        )
        #expect(try await instance("O-1-1")["state"] == "active")
        #expect(try await change("releaseInstance", "O-1-1", ["orderId": "O-1", "isRefund": "true"]) == "true")
        #expect(try await change("releaseInstance", "O-1-1", ["orderId": "O-1", "isRefund": "true"]) == "true")
        #expect(try await instance("O-1-1")["isRefunded"] == true)
        #expect(
            try await change("renewInstance", "O-1-1", ["orderId": "O-4", "expiredOn": "2030-11-21 08:00:00"])
                == "false")
    }

    @Test("Unknown instances, unknown actions and missing parameters are told apart")
    func refusals() async throws {
        #expect(try await change("expiredInstance", "none") == "false")
        #expect(try await ask(["action": "cloneInstance", "instanceId": "x"]).status == 400)
        #expect(try await ask(["action": "renewInstance", "instanceId": "x"]).status == 400)
        #expect(try await ask(["action": "createInstance", "orderBizId": "O-1-1"]).status == 400)
    }

    @Test("Actions named in a script are refused, others go on")
    func refusedActions() async throws {
        _ = try await create()
        _ = try await bench.setScript("O-1-1", ["refuseActions": "expiredInstance,releaseInstance"])
        #expect(try await change("expiredInstance", "O-1-1") == "false")
        #expect(try await change("upgradeInstance", "O-1-1", ["skuId": "S-2"]) == "true")
        #expect(try await instance("O-1-1")["state"] == "active")
    }

    @Test("Calls fail, or lose their answers, when a script says so; the instance is there all the same")
    func faults() async throws {
        _ = try await bench.setScript("P-1", ["failCalls": 1, "loseAnswers": 1])
        let parameters = [
            "action": "createInstance", "aliUid": "A-1", "orderBizId": "O-1-1", "orderId": "O-1", "productCode": "P-1",
            "skuId": "S-1",
            "trial": "false",
        ]
        #expect(try await ask(parameters).status == 503)
        #expect(try await instance("O-1-1")["state"] == nil)
        await #expect(throws: OutboundError.self) { _ = try await ask(parameters, timeoutMs: 200) }
        #expect(try await instance("O-1-1")["state"] == "active")
        #expect(try await ask(parameters).json["instanceId"] == "O-1-1")
        #expect(try await bench.outcomes() == ["failed with 503", "answer lost", "200"])
    }
}
