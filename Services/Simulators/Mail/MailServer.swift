import JSON
import SimulatorKit
import Synchronization
import Threads

/// The SMTP side: a thread per connection, because its calls block.
final class MailServer: Sendable {
    private static let connectionsMax = 64
    private static let lineBytesMax = 1 << 20
    private let listener: TCPListener
    private let context: SimulatorContext
    private let box: MailBox
    private let connections = Atomic(0)

    var port: UInt16 { listener.port }

    init(_ context: SimulatorContext, _ box: MailBox) throws(SimulatorError) {
        self.context = context
        self.box = box
        listener = try TCPListener(address: context.settings["ADDRESS"], port: try context.settings.number("SMTP_PORT"))
        // The thread holds the listener only, so that the server can go and takes the listener with it.
        OwnThread.start { [listener, weak self] in
            while let connection = listener.accept() { self?.begin(connection) }
        }
    }

    deinit { listener.stop() }

    private func begin(_ connection: TCPConnection) {
        guard connections.add(1, ordering: .relaxed).newValue <= Self.connectionsMax else {
            connections.subtract(1, ordering: .relaxed)
            _ = connection.write("421 too many connections\r\n")
            return
        }
        OwnThread.start { [self] in
            serve(connection)
            connections.subtract(1, ordering: .relaxed)
        }
    }

    private func serve(_ connection: TCPConnection) {
        var dialogue = SMTPDialogue()
        guard connection.write("220 mail-simulator\r\n") else { return }
        while let line = connection.readLine(bytesMax: Self.lineBytesMax) {
            let reply: String
            switch dialogue.take(line, checkRecipient: refusal) {
            case .none: continue
            case .reply(let text): reply = text
            case .replyAndClose(let text):
                _ = connection.write(text + "\r\n")
                return
            case .delivered(let delivery):
                guard let answer = take(delivery, connection) else { return }
                reply = answer
            }
            guard connection.write(reply + "\r\n") else { return }
        }
    }

    private func refusal(of recipient: String) -> String? {
        guard let code = context.faults.script(for: [recipient])?.integer("refuseWith") else { return nil }
        return "\(code) the simulator was told to refuse this recipient"
    }

    /// What is said to a whole message; nil when nothing is to be said and the connection to break.
    private func take(_ delivery: SMTPDialogue.Delivery, _ connection: TCPConnection) -> String? {
        let asked: JSONValue = ["to": .array(delivery.recipients.map(JSONValue.string))]
        let (verdict, delayMs) = context.judge("deliverMail", keys: delivery.recipients, asked: asked)
        if delayMs > 0 { connection.hesitate(milliseconds: delayMs) }
        switch verdict {
        case .refuse: return "451 the simulator was told to refuse this mail"
        case .answer:
            box.add(delivery, at: context.now)
            return "250 taken"
        case .loseAnswer:
            box.add(delivery, at: context.now)
            return nil
        }
    }
}
