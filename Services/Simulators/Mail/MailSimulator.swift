import HTTPServer
import JSON
import Kernel
package import SimulatorKit

/// A mail server that keeps what it is given. Keys of scripts: the recipients' addresses.
package let mailSimulator = SimulatorProgram(
    name: "mail-simulator", purpose: "a mail server that takes every mail and shows it", port: 8094,
    settings: [Setting("SMTP_PORT", "2525", "Where it takes mail; 0 lets the system choose.")],
    scriptMembers: [
        ScriptMember(
            "refuseWith", .integer(400...599), "The reply to RCPT for this address: 450 for later, 550 for never.")
    ]
) { try MailSimulator($0) }

struct MailSimulator: Simulator {
    private let box = MailBox()
    private let server: MailServer

    init(_ context: SimulatorContext) throws(SimulatorError) { server = try MailServer(context, box) }

    func reset() { box.clear() }

    func state() -> JSONMembers { ["smtpPort": .int(Int64(server.port)), "mails": .array(box.all.map(\.json))] }

    var router: Router {
        var router = Router()
        let to = Parameter.query("to", "Only mails to this address.", schema: .text(1...256))
        let list = Operation(id: "listMails", summary: "Mails taken, newest first.", access: .anyone, parameters: [to])
        router.add(.get, "/mails", list) { request in
            let to = request.query["to"]
            let found = box.all.reversed().filter { mail in to.map { mail.delivery.recipients.contains($0) } ?? true }
            return .json(JSONValue.object(["mails": .array(found.map(\.json))]).bytes())
        }
        let clear = Operation(id: "clearMails", summary: "Throw all mails away.", access: .anyone)
        router.add(.delete, "/mails", clear) { _ in
            box.clear()
            return .noContent()
        }
        let raw = Operation(id: "readRawMail", summary: "A mail as it came.", access: .anyone)
        router.add(.get, "/mails/{id}/raw", raw) { request in
            .content(try mail(request).delivery.message, type: "message/rfc822")
        }
        let attachment = Operation(id: "readAttachment", summary: "An attachment, counted from 0.", access: .anyone)
        router.add(.get, "/mails/{id}/attachments/{index}", attachment) { request in
            let attachments = try mail(request).message.attachments
            guard let index = Int(try request.parameter("index")), attachments.indices.contains(index) else {
                throw Problem.notFound("There is no such attachment.")
            }
            return .content(attachments[index].content, type: attachments[index].mediaType)
        }
        return router
    }

    private func mail(_ request: HTTPRequest) throws(Problem) -> StoredMail {
        let id = try request.parameter("id")
        guard let mail = box.all.first(where: { "\($0.id)" == id }) else { throw .notFound("There is no such mail.") }
        return mail
    }
}
