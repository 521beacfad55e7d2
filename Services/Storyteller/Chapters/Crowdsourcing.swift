import Crypto
import JSON

private struct Proposed {
    let id: String
    let version: Int64
    let totalFen: Int64
}

extension Story {
    /// From a need to a paid order (CRW-01 to CRW-06).
    func postDemand(_ product: ListedProduct) async throws -> Purchase {
        Teller.chapter(9, "A demand finds its vendor")
        try await provePhone()
        let demand = try await publish()
        try await grab(demand)
        let proposal = try await propose(demand, product)
        try await accept(proposal, of: demand)
        let order = try await orderOf(demand, proposal, product)
        try await payByBalance(order)
        let call = Call.get("see the demand paid", .crowdsourcing, "/demands/\(demand)", as: .buyer)
        let paid = try await web.wait(call, for: "the phase paid") { $0["/phase"] == "paid" }
        try paid.expect("/proposals/0/standing", is: "paid")
        Teller.tell("The demand \(demand) is paid: CRW-06 closes all other proposals.")
        return order
    }

    /// Another one in each run, because a number gets few messages in an hour, and silently none beyond.
    private var phone: String {
        let number = Digest.sha256(options.run).prefix(4).reduce(Int64(0)) { $0 << 8 | Int64($1) } % 100_000_000
        return "139" + String("\(100_000_000 + number)".dropFirst())
    }

    /// CRW-01: by a code sent to the phone. Codes are few; a proof of less than half an hour ago still counts.
    private func provePhone() async throws {
        let messages = Call.get("read the phone's messages", .phoneSimulator, "/simulator/sms?to=\(phone)")
        let last = try await web.send(messages)["/messages/0/messageId"]
        let asked = try await web.send(
            .post("ask for a code", .crowdsourcing, "/phone-proof", as: .buyer, ["phone": .string(phone)]).accepting(
                429))
        guard asked.status != 429 else {
            return Teller.tell("Too many codes were sent in this hour: the last proof has to do.")
        }
        let message = try await web.wait(messages, for: "a new message") {
            !$0["/messages/0/messageId"].isEmpty && $0["/messages/0/messageId"] != last
        }
        let code = try message.text("/messages/0/parameters/code")
        let proof = try await web.send(
            .post("enter the code", .crowdsourcing, "/phone-proof/check", as: .buyer, ["code": .string(code)]))
        try Teller.expect(proof.step, "isProven", try proof.truth("/isProven"), is: true)
        Teller.tell("A code came to the buyer's phone and proves it until \(proof["/provenUntil"]).")
    }

    private func publish() async throws -> String {
        let body: JSONValue = [
            "market": "software", "subtype": "小程序", "sentence": .string("需要一个预约小程序 \(options.run)"),
            "details": "约二十个页面，含支付与后台。",
            "budget": "5000-10000", "region": "杭州", "acceptsRules": true,
        ]
        let published = try await web.send(.post("publish the demand", .crowdsourcing, "/demands", as: .buyer, body))
        try published.expect("/phase", is: "open")
        let demand = try published.text("/demandId")
        Teller.tell("The demand \(demand) is published.")
        return demand
    }

    /// CRW-03, CRW-04: the vendor sees what is wanted and not by whom.
    private func grab(_ demand: String) async throws {
        let hall = Call.get(
            "find the demand in the hall", .crowdsourcing, "/vendor/demands?market=software&limit=100", as: .vendor)
        try await web.wait(hall, for: "\(demand) in the hall") {
            !$0.items("/demands") { $0["/demandId"] == demand }.isEmpty
        }
        let seen = try await web.send(
            .get("see the demand as vendor", .crowdsourcing, "/vendor/demands/\(demand)", as: .vendor))
        let text = seen.body.text
        try Teller.expect(
            seen.step, "nothing about the buyer (CRW-04)", !text.contains("A-buyer-1") && !text.contains(phone),
            came: text)
        try await web.send(.post("grab the demand", .crowdsourcing, "/vendor/demands/\(demand)/grab", as: .vendor))
            .expect("/phase", is: "talking")
        Teller.tell("A vendor finds it, sees what is wanted but not by whom, and grabs it.")
    }

    private func propose(_ demand: String, _ product: ListedProduct) async throws -> Proposed {
        let line: JSONValue = [
            "productId": .string(product.id), "choiceId": .string(product.choiceID), "quantity": 1,
            "amountFen": 880_000,
        ]
        let body: JSONValue = ["title": "预约小程序方案", "lines": [line], "remark": "两周内交付"]
        let path = "/vendor/demands/\(demand)/proposals"
        try await web.send(.post("make a proposal", .crowdsourcing, path, as: .vendor, body)).expect(
            "/phase", is: "awaiting-payment")
        let seen = try await web.send(.get("see the proposal", .crowdsourcing, "/demands/\(demand)", as: .buyer))
        let proposal = Proposed(
            id: try seen.text("/proposals/0/proposalId"), version: try seen.number("/proposals/0/versions/0/version"),
            totalFen: try seen.number("/proposals/0/versions/0/totalFen"))
        try Teller.expect(seen.step, "the proposal's total in fen", proposal.totalFen, is: 880_000)
        Teller.tell("It proposes \(seen["/proposals/0/title"]) for \(Teller.yuan(proposal.totalFen)).")
        return proposal
    }

    private func accept(_ proposal: Proposed, of demand: String) async throws {
        let agreement = try await web.send(.get("read the service agreement", .crowdsourcing, "/service-agreement"))
        let body: JSONValue = [
            "proposalId": .string(proposal.id), "version": .int(proposal.version), "totalFen": .int(proposal.totalFen),
            "agreement": [
                "version": .string(try agreement.text("/version")), "digest": .string(try agreement.text("/digest")),
            ],
        ]
        try await web.send(
            .post("accept the proposal", .crowdsourcing, "/demands/\(demand)/acceptance", as: .buyer, body))
    }

    private func orderOf(_ demand: String, _ proposal: Proposed, _ product: ListedProduct) async throws -> Purchase {
        let call = Call.get("see the order of the proposal", .crowdsourcing, "/demands/\(demand)", as: .buyer)
        let orderID = try await web.wait(call, for: "an order") { !$0["/acceptance/orderId"].isEmpty }.text(
            "/acceptance/orderId")
        let order = try await web.send(
            .get("read the order of the proposal", .orders, "/orders/\(orderID)", as: .buyer))
        try order.expect("/demandId", is: demand)
        try order.expect("/totalFen", is: proposal.totalFen)
        Teller.tell("The buyer accepts it, and it becomes order \(orderID).")
        return Purchase(orderID: orderID, name: product.name, totalFen: proposal.totalFen)
    }
}
