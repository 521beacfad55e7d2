import JSON

extension Story {
    /// Requirement, work, acceptance (DLV-01 to DLV-03).
    func deliver(_ purchase: Purchase) async throws {
        Teller.chapter(10, "The human service is delivered")
        let call = Call.get("see the delivery project", .orders, "/deliveries/\(purchase.lineID)", as: .buyer)
        let project = try await web.wait(call, for: "a running project") { $0["/status"] == "running" }
        Teller.tell(
            "The project \(purchase.lineID) has the steps \(try project.list("/steps").map { try $0.text("/name") }.joined(separator: ", "))."
        )
        let path = "/deliveries/\(purchase.lineID)"
        let requirement: JSONValue = ["text": "首页、预约、支付三个页面，蓝色风格。"]
        try await move("file the requirement", "\(path)/requirement", as: .buyer, requirement, to: 1)
        Teller.tell("The buyer files the requirement.")
        try await move("finish the work", "\(path)/steps/1/finish", as: .vendor, to: 2)
        try await move("hand over the work", "\(path)/steps/2/finish", as: .vendor, to: 2)
        Teller.tell("The vendor does the work and hands it over.")
        let accepted = try await web.send(
            .post("accept the work", .orders, "\(path)/steps/2/confirm", as: .buyer, ["rating": 5]))
        try accepted.expect("/status", is: "completed")
        try accepted.expect("/rating", is: 5)
        try await waitForOrder(purchase, status: "produced")
        Teller.tell("The buyer accepts it with five stars; order \(purchase.orderID) is done.")
    }

    private func move(_ step: String, _ path: String, as person: Person, _ body: JSONValue? = nil, to present: Int64)
        async throws
    {
        try await web.send(.post(step, .orders, path, as: person, body)).expect("/presentStep", is: present)
    }
}
