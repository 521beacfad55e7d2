import HTTPClient
import Kernel
import Synchronization
import Testing

/// A mail server that takes one mail per dialogue and refuses some recipients.
final class MailScript: Sendable {
    private let commands = Mutex<[String]>([])
    private let mails = Mutex<[String]>([])

    var seenCommands: [String] { commands.withLock { $0 } }
    var taken: [String] { mails.withLock { $0 } }

    func server(recipientReply: String = "250 ok", dataReply: String = "250 taken") -> ScriptedServer {
        ScriptedServer { [self] peer in
            peer.write("220 ready\r\n")
            while let command = peer.readLine() {
                commands.withLock { $0.append(command) }
                switch command.prefix(4).uppercased() {
                case "RCPT": peer.write(command.contains("refused@") ? "\(recipientReply)\r\n" : "250 ok\r\n")
                case "DATA":
                    peer.write("354 go on\r\n")
                    let mail = readMail(peer)
                    if dataReply.hasPrefix("250") { mails.withLock { $0.append(mail) } }
                    peer.write("\(dataReply)\r\n")
                case "EHLO": peer.write("250-here\r\n250 AUTH PLAIN\r\n")
                case "AUTH": peer.write("535 no\r\n")
                case "QUIT":
                    peer.write("221 bye\r\n")
                    return
                default: peer.write("250 ok\r\n")
                }
            }
        }
    }

    private func readMail(_ peer: Peer) -> String {
        var lines: [String] = []
        while let line = peer.readLine(), line != "." {
            lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
        }
        return lines.joined(separator: "\n")
    }
}

@Suite("Mail client")
struct ClientMailTests {
    private let script = MailScript()
    private var mail = Mail(
        from: "billing@example.test", to: ["buyer@example.test"], subject: "Invoice", text: "Hello",
        messageID: "m-1@example.test",
        date: Instant(microseconds: 1_795_249_800_000_000))

    private func client(_ server: ScriptedServer, _ credentials: SMTPClient.Credentials? = nil) -> SMTPClient {
        SMTPClient(.init(host: "127.0.0.1", port: server.port, security: .none, credentials: credentials))
    }

    private func failure(_ mail: Mail, _ client: SMTPClient) async -> OutboundError? {
        do throws(OutboundError) {
            try await client.send(mail)
            return nil
        } catch {
            return error
        }
    }

    @Test("a mail arrives with its header, and its text byte for byte, lone dots included")
    func text() async throws {
        var mail = mail
        mail.text = "尊敬的客户：\r\n.\r\n..\r\nend"
        let server = script.server()
        try await client(server).send(mail)
        let taken = try #require(script.taken.first)
        #expect(taken.hasPrefix("From: <billing@example.test>\nTo: <buyer@example.test>\nSubject: Invoice\n"))
        #expect(
            taken.contains(
                "\nDate: Sat, 21 Nov 2026 08:30:00 +0000\nMessage-ID: <m-1@example.test>\nMIME-Version: 1.0\n"))
        let body = taken.split(separator: "\n\n", maxSplits: 1).last.map(String.init) ?? ""
        #expect(decodedBase64(body) == Array(mail.text.utf8))
    }

    @Test("a Chinese subject becomes encoded words of at most 75 characters that decode to it")
    func subject() async throws {
        var mail = mail
        mail.subject = String(repeating: "发票已开具，", count: 20) + "INV-2026-0001"
        let server = script.server()
        try await client(server).send(mail)
        let lines = script.taken[0].split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let words =
            ([lines[first].dropFirst(9)] + lines[(first + 1)...].prefix { $0.hasPrefix(" ") }.map { $0.dropFirst() })
        #expect(
            words.count > 1 && words.allSatisfy { $0.count <= 75 && $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") })
        let parts = words.map { String(decoding: decodedBase64(String($0.dropFirst(10).dropLast(2))), as: UTF8.self) }
        #expect(parts.joined() == mail.subject)
    }

    @Test("HTML and attachments arrive as parts, in order")
    func attachments() async throws {
        var mail = mail
        let content = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        mail.html = "<p>Hello</p>"
        mail.attachments = [MailAttachment(fileName: "发票 1.pdf", mediaType: "application/pdf", content: content)]
        let server = script.server()
        try await client(server).send(mail)
        let taken = script.taken[0]
        #expect(
            taken.contains("Content-Type: multipart/mixed;") && taken.contains("Content-Type: multipart/alternative;"))
        #expect(taken.contains("filename*=UTF-8''%E5%8F%91%E7%A5%A8%201.pdf"))
        let encoded = taken.components(after: "filename*=").components(after: "\n\n").components(before: "\n--")
        #expect(decodedBase64(encoded) == content)
        #expect(taken.contains("text/plain") && taken.components(after: "text/plain").contains("text/html"))
    }

    @Test("all recipients get one mail")
    func recipients() async throws {
        var mail = mail
        mail.to = ["a@example.test", "b@example.test"]
        let server = script.server()
        try await client(server).send(mail)
        #expect(
            script.seenCommands.filter { $0.hasPrefix("RCPT") } == [
                "RCPT TO:<a@example.test>", "RCPT TO:<b@example.test>",
            ])
    }

    @Test(
        "a refused recipient is an error that names nobody; nobody gets the mail",
        arguments: [(550, false), (450, true)])
    func refusedRecipient(reply: Int, isRetriable: Bool) async {
        var mail = mail
        mail.to = ["buyer@example.test", "refused@example.test"]
        let server = script.server(recipientReply: "\(reply) no mailbox for refused@example.test")
        let error = await failure(mail, client(server))
        #expect(
            error?.code == .recipientRejected && error?.isRetriable == isRetriable && error?.mayHaveBeenSent == false)
        #expect(
            error?.message.contains("\(reply)") == true && error?.description.contains("refused@") == false
                && script.taken.isEmpty)
    }

    @Test("a refused mail is an error")
    func refusedMail() async {
        let server = script.server(dataReply: "554 spam")
        let error = await failure(mail, client(server))
        #expect(error?.code == .mailRejected && error?.isRetriable == false && error?.mayHaveBeenSent == false)
    }

    @Test("a refused login is an error that does not show the password")
    func refusedLogin() async {
        let server = script.server()
        let credentials = SMTPClient.Credentials(user: "svc", password: "hunter2")
        let error = await failure(mail, client(server, credentials))
        #expect(error?.code == .loginRefused)
        var dumped = ""
        dump(SMTPClient.Configuration(host: "h", port: 1, security: .none, credentials: credentials), to: &dumped)
        #expect(!dumped.contains("hunter2") && !"\(credentials)".contains("hunter2"))
    }

    @Test("a server that breaks off after the text may have taken the mail")
    func brokenAfterData() async {
        let server = ScriptedServer { peer in
            peer.write("220 ready\r\n")
            while let command = peer.readLine() {
                if command.hasPrefix("DATA") {
                    peer.write("354 go on\r\n")
                    while let line = peer.readLine(), line != "." {}
                    return
                }
                peer.write("250 ok\r\n")
            }
        }
        let error = await failure(mail, client(server))
        #expect(error?.mayHaveBeenSent == true && error?.isRetriable == true)
    }

    @Test("no mail server: nothing was sent")
    func noServer() async {
        var port = 0
        do { port = ScriptedServer { _ in }.port }
        let error = await failure(mail, SMTPClient(.init(host: "127.0.0.1", port: port, security: .none)))
        #expect(error?.code == .couldNotConnect && error?.mayHaveBeenSent == false)
    }

    @Test("a server without encryption is refused when encryption is asked for")
    func startTLSRequired() async {
        let server = script.server()
        let error = await failure(mail, SMTPClient(.init(host: "127.0.0.1", port: server.port, security: .startTLS)))
        #expect(error?.code == .tlsFailed && !script.seenCommands.contains { $0.hasPrefix("MAIL") })
    }

    @Test("line feeds and angle brackets cannot smuggle headers, commands or recipients")
    func injection() async {
        let server = script.server()
        var bad = [mail, mail, mail, mail, mail, mail]
        bad[0].from = "a@b.test>\r\nRCPT TO:<c@d.test"
        bad[1].to = ["a@b.test\r\nDATA"]
        bad[2].subject = "Hello\r\nBcc: c@d.test"
        bad[3].messageID = "1@b.test>\r\nX: 1"
        bad[4].attachments = [MailAttachment(fileName: "a\r\nX: 1", mediaType: "text/plain", content: [])]
        bad[5].to = []
        for mail in bad {
            let error = await failure(mail, client(server))
            #expect(error?.code == .invalid && error?.description.contains("b.test") == false)
        }
        #expect(server.connectionCount == 0)
    }
}

extension String {
    fileprivate func components(after marker: String) -> String {
        ranges(of: marker).first.map { String(self[$0.upperBound...]) } ?? ""
    }

    fileprivate func components(before marker: String) -> String {
        ranges(of: marker).first.map { String(self[..<$0.lowerBound]) } ?? self
    }
}

private func decodedBase64(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bits = 0, count = 0
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        guard let digit = alphabet.firstIndex(of: byte) else { continue }
        (bits, count) = ((bits << 6 | digit) & 0xFFFF, count + 6)
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(bits >> count & 0xFF))
        }
    }
    return bytes
}
