/// One dialogue with a client that delivers mail, line by line (RFC 5321). Pure: lines go in, replies come out.
struct SMTPDialogue: Sendable {
    static let messageBytesMax = 25 << 20
    static let recipientsMax = 100

    /// A mail as it was delivered.
    struct Delivery: Sendable, Equatable {
        let sender: String
        let recipients: [String]
        /// Lines with CR LF, dots already unstuffed.
        let message: [UInt8]
    }

    /// What a reply asks the connection to do besides sending it.
    enum Step: Sendable, Equatable {
        case reply(String)
        case replyAndClose(String)
        /// A line of a message: nothing is said.
        case none
        /// The message is whole: its owner decides what is said.
        case delivered(Delivery)
    }

    private enum Phase {
        /// May become `ready`.
        case greeting
        /// May become `envelope`.
        case ready
        /// A sender is known. May become `message` or `ready`.
        case envelope
        /// May become `ready`.
        case message
    }

    private var phase = Phase.greeting
    private var sender = ""
    private var recipients: [String] = []
    private var message: [UInt8] = []
    private var isTooLarge = false

    /// - Parameter checkRecipient: a reply that refuses the recipient, or nil.
    mutating func take(_ line: [UInt8], checkRecipient: (String) -> String?) -> Step {
        if case .message = phase { return takeContent(line) }
        let text = String(decoding: line, as: UTF8.self)
        let verb = text.prefix { $0 != " " }.uppercased()
        switch (verb, phase) {
        case ("EHLO", _):
            reset(to: .ready)
            return .reply("250-mail-simulator\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE \(Self.messageBytesMax)")
        case ("HELO", _):
            reset(to: .ready)
            return .reply("250 mail-simulator")
        case ("NOOP", _): return .reply("250 fine")
        case ("QUIT", _): return .replyAndClose("221 bye")
        case ("RSET", .greeting): return .reply("250 nothing to forget")
        case ("RSET", _):
            reset(to: .ready)
            return .reply("250 forgotten")
        case ("MAIL", .ready): return mail(text)
        case ("RCPT", .envelope): return recipient(text, checkRecipient)
        case ("DATA", .envelope) where !recipients.isEmpty:
            phase = .message
            return .reply("354 end with a dot on a line of its own")
        case ("MAIL", _), ("RCPT", _), ("DATA", _): return .reply("503 not now")
        default: return .reply("502 not known here")
        }
    }

    private mutating func mail(_ text: String) -> Step {
        guard let path = path(in: text, after: "MAIL FROM:") else {
            return .reply("501 MAIL FROM:<address> is expected")
        }
        sender = path
        phase = .envelope
        return .reply("250 fine")
    }

    private mutating func recipient(_ text: String, _ check: (String) -> String?) -> Step {
        guard let path = path(in: text, after: "RCPT TO:"), path.contains("@") else {
            return .reply("501 RCPT TO:<address> is expected")
        }
        guard recipients.count < Self.recipientsMax else { return .reply("452 too many recipients") }
        if let refusal = check(path) { return .reply(refusal) }
        recipients.append(path)
        return .reply("250 fine")
    }

    /// A line that begins with a dot got that dot from the client, except for the one that ends the message.
    private mutating func takeContent(_ line: [UInt8]) -> Step {
        let dot = UInt8(ascii: ".")
        if line == [dot] {
            defer { reset(to: .ready) }
            return isTooLarge
                ? .reply("552 too large")
                : .delivered(Delivery(sender: sender, recipients: recipients, message: message))
        }
        guard message.count + line.count < Self.messageBytesMax else {
            isTooLarge = true
            return .none
        }
        message += line.first == dot ? line.dropFirst() : line[...]
        message += [0x0D, 0x0A]
        return .none
    }

    private mutating func reset(to phase: Phase) {
        self.phase = phase
        (sender, recipients, message, isTooLarge) = ("", [], [], false)
    }

    /// The address between the angle brackets; parameters behind them do not matter here.
    private func path(in text: String, after prefix: String) -> String? {
        guard text.uppercased().hasPrefix(prefix) else { return nil }
        let rest = text.dropFirst(prefix.count).drop { $0 == " " }
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        return String(rest[..<end].dropFirst())
    }
}
