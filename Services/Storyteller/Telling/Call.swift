import JSON

/// Who acts.
enum Person: String, CaseIterable {
    case buyer, vendor, `operator`
    case secondBuyer = "buyer2"
}

/// Who is called, by the port everybody knows.
enum Place: Int, CaseIterable {
    case catalog = 8081
    case orders, fulfilment, refunds, invoicing, crowdsourcing
    case paymentSimulator = 8091
    case partnerSimulator, vendorSimulator, mailSimulator, phoneSimulator

    var name: String {
        switch self {
        case .catalog: "catalog"
        case .orders: "orders"
        case .fulfilment: "partner-domain-fulfilment"
        case .refunds: "refunds"
        case .invoicing: "invoicing"
        case .crowdsourcing: "crowdsourcing"
        case .paymentSimulator: "payment-simulator"
        case .partnerSimulator: "partner-simulator"
        case .vendorSimulator: "vendor-simulator"
        case .mailSimulator: "mail-simulator"
        case .phoneSimulator: "phone-simulator"
        }
    }
}

/// One request, as anybody would make it with curl.
struct Call {
    /// Names the request in the story; with the run it is the Idempotency-Key.
    let step: String
    let method: String
    let place: Place
    let path: String
    var person: Person?
    var body: [UInt8] = []
    var isJSON = true
    /// Answers that are no failure.
    var accepted: Set<Int> = [200, 201, 202, 204]
    var timeoutMs = 15_000

    static func get(_ step: String, _ place: Place, _ path: String, as person: Person? = nil) -> Call {
        Call(step: step, method: "GET", place: place, path: path, person: person)
    }

    static func post(_ step: String, _ place: Place, _ path: String, as person: Person? = nil, _ body: JSONValue? = nil)
        -> Call
    {
        Call(step: step, method: "POST", place: place, path: path, person: person, body: body?.bytes() ?? [])
    }

    static func put(_ step: String, _ place: Place, _ path: String, as person: Person? = nil, _ body: JSONValue) -> Call
    {
        Call(step: step, method: "PUT", place: place, path: path, person: person, body: body.bytes())
    }

    func accepting(_ statuses: Int...) -> Call {
        var call = self
        call.accepted.formUnion(statuses)
        return call
    }

    func expecting(_ status: Int) -> Call {
        var call = self
        call.accepted = [status]
        return call
    }
}
