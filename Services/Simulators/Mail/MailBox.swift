import JSON
import Kernel
import Synchronization

/// A mail that was taken.
struct StoredMail: Sendable {
    let id: Int
    let at: Instant
    let delivery: SMTPDialogue.Delivery
    let message: MIMEPart

    var json: JSONValue {
        var headers = JSONMembers()
        // Of headers that come several times, the first counts.
        for header in message.headers where headers[header.name] == nil { headers[header.name] = .string(header.value) }
        return [
            "id": .string("\(id)"), "at": .string(at.rfc3339), "from": .string(delivery.sender),
            "to": .array(delivery.recipients.map(JSONValue.string)),
            "subject": .string(message.header("Subject") ?? ""),
            "text": message.text("text/plain").map(JSONValue.string) ?? .null,
            "html": message.text("text/html").map(JSONValue.string) ?? .null,
            "attachments": .array(message.attachments.map(attachmentJSON)), "headers": .object(headers),
        ]
    }

    private func attachmentJSON(_ part: MIMEPart) -> JSONValue {
        [
            "fileName": .string(part.fileName ?? ""), "mediaType": .string(part.mediaType),
            "bytes": .int(Int64(part.content.count)),
        ]
    }
}

/// All mails taken, newest last; the oldest go when there are too many.
final class MailBox: Sendable {
    private static let capacity = 5_000
    private let state = Mutex<(mails: [StoredMail], count: Int)>(([], 0))

    var all: [StoredMail] { state.withLock { $0.mails } }

    func clear() { state.withLock { $0 = ([], $0.count) } }

    func add(_ delivery: SMTPDialogue.Delivery, at now: Instant) {
        let message = MIMEPart(delivery.message)
        state.withLock { state in
            state.count += 1
            if state.mails.count == Self.capacity { state.mails.removeFirst() }
            state.mails.append(StoredMail(id: state.count, at: now, delivery: delivery, message: message))
        }
    }
}
