import HTTPServer
import JSON
import Kernel
import SimulatorKit

extension PhoneSimulator {
    func sendMessage(_ body: JSONValue) throws(Refusal) -> JSONValue {
        let to = try number(body, "to")
        guard let template = body["template"]?.string, let parameters = body["parameters"]?.object else {
            throw Refusal(error: "body-invalid", detail: "template and parameters are needed")
        }
        guard let pattern = Self.templates[template] else {
            throw Refusal(error: "template-unknown", detail: "there is no such template")
        }
        let text = try fill(pattern, parameters)
        let message = book.send(to: to, template: template, parameters: parameters, text: text, at: context.now)
        return ["messageId": .string(message.id)]
    }

    func bindNumbers(_ body: JSONValue) throws(Refusal) -> JSONValue {
        let a = try number(body, "a"), b = try number(body, "b")
        guard a != b, let seconds = body["ttlSeconds"]?.int64.flatMap(Int.init(exactly:)),
            (1...31_536_000).contains(seconds)
        else {
            throw Refusal(
                error: "body-invalid", detail: "two different numbers and a ttlSeconds from 1 to 31536000 are needed")
        }
        let binding = book.bind(a, b, until: context.now + .seconds(seconds), at: context.now)
        return [
            "bindingId": .string(binding.id), "relayNumber": .string(binding.relayNumber),
            "expiresAt": .string(binding.expiresAt.rfc3339),
        ]
    }

    /// What people and tests do in place of phones.
    func addPeoplesRoutes(to router: inout Router) {
        let read = Operation(
            id: "readMessages", summary: "Messages sent, newest first.", access: .anyone, tag: "people",
            parameters: [.query("to", "Only those to this number.", schema: .text(1...20))])
        router.add(.get, "/simulator/sms", read) { request in
            let to = request.query["to"]
            let found = book.messages.reversed().filter { to == nil || $0.to == to }
            return .json(JSONValue.object(["messages": .array(found.map(\.json))]).bytes())
        }
        let call = Operation(id: "call", summary: "Call a relay number.", access: .anyone, tag: "people")
        router.add(.post, "/simulator/calls", call) { request in
            let body = try JSONValue(request.body)
            let from = try body.string(at: "/from"), to = try body.string(at: "/to")
            switch book.call(from: from, to: to, at: context.now) {
            case .connected(let other):
                return .json(JSONValue.object(["connectedTo": .string(other), "shows": .string(to)]).bytes())
            case .notAParty: return phoneError(403, "not-a-party", "this number is no party of the binding")
            case .expired: return phoneError(410, "expired", "the binding has expired")
            case .unknown: return phoneError(404, "unknown", "there never was a binding of this relay number")
            }
        }
    }

    /// A mobile of mainland China.
    private func number(_ body: JSONValue, _ name: String) throws(Refusal) -> String {
        guard let text = body[name]?.string else { throw Refusal(error: "body-invalid", detail: "\(name) is needed") }
        guard text.utf8.count == 11, text.hasPrefix("1"), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Refusal(error: "number-invalid", detail: "\(name) is no number that can exist")
        }
        return text
    }

    private func fill(_ pattern: String, _ parameters: JSONMembers) throws(Refusal) -> String {
        var text = "", rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = parameters[name]?.string else {
                throw Refusal(error: "body-invalid", detail: "the parameter \(name) is needed")
            }
            text += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
