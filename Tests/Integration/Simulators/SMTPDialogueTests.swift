@testable import MailSimulator
import Testing

@Suite("SMTP dialogue and MIME")
struct SMTPDialogueTests {
    private func run(_ lines: [String], refusal: String? = nil) -> [SMTPDialogue.Step] {
        var dialogue = SMTPDialogue()
        return lines.map { dialogue.take(Array($0.utf8)) { _ in refusal } }
    }

    private func code(_ step: SMTPDialogue.Step?) -> String? {
        switch step {
        case .reply(let text), .replyAndClose(let text): String(text.prefix(3))
        case .delivered: "delivered"
        case .some(.none): ""
        case nil: nil
        }
    }

    @Test("Dots that clients double are single again, and only a dot alone ends the message")
    func dots() {
        let steps = run([
            "EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "Subject: s", "", "..", "...x", " .", ".",
        ])
        let expected = "Subject: s\r\n\r\n.\r\n..x\r\n .\r\n"
        #expect(steps.last == .delivered(.init(sender: "a@b", recipients: ["c@d"], message: Array(expected.utf8))))
        #expect(steps[4..<9].allSatisfy { $0 == .none })
    }

    @Test(
        "Commands out of order are refused",
        arguments: [
            (["MAIL FROM:<a@b>"], "503"), (["EHLO x", "RCPT TO:<c@d>"], "503"), (["EHLO x", "DATA"], "503"),
            (["EHLO x", "MAIL FROM:<a@b>", "DATA"], "503"), (["EHLO x", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>"], "503"),
            (["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RSET", "DATA"], "503"), (["EHLO x", "MAIL a@b"], "501"),
            (["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<>"], "501"), (["EHLO x", "VRFY a"], "502"), (["helo x"], "250"),
            (["noop"], "250"),
            (["QUIT"], "221"), (["EHLO x", "MAIL FROM:<> SIZE=3"], "250"),
        ])
    func order(lines: [String], expected: String) {
        #expect(code(run(lines).last) == expected)
    }

    @Test("A second mail on the same connection begins anew")
    func second() {
        let first = ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "one", "."]
        let steps = run(first + ["MAIL FROM:<e@f>", "RCPT TO:<g@h>", "DATA", "two", "."])
        #expect(steps.last == .delivered(.init(sender: "e@f", recipients: ["g@h"], message: Array("two\r\n".utf8))))
    }

    @Test("A refused recipient leaves the others")
    func refused() {
        #expect(run(["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>"], refusal: "550 no").last == .reply("550 no"))
        #expect(code(run(["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"], refusal: "550 no").last) == "503")
    }

    @Test(
        "Encoded words are decoded, and what is none is left",
        arguments: [
            ("=?UTF-8?B?5Y+R56Wo?=", "发票"), ("=?utf-8?q?caf=C3=A9_au?= lait", "café au lait"),
            ("=?UTF-8?B?5Y+R?= =?UTF-8?B?56Wo?=", "发票"), ("Re: =?UTF-8?B?5Y+R56Wo?= (2)", "Re: 发票 (2)"),
            ("=?GBK?B?t6LGsQ==?=", "=?GBK?B?t6LGsQ==?="), ("1 + 1 =? 2", "1 + 1 =? 2"), ("", ""),
        ])
    func words(encoded: String, expected: String) {
        #expect(decodeWords(encoded) == expected)
    }

    @Test("Quoted-printable bodies, plain file names and headers in several lines are understood")
    func mime() {
        let text = """
            Subject: a\r\n\tlong one\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\npreamble\r\n--b1\r\n\
            Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9 =\r\nau lait=3D\r\n--b1\r\n\
            Content-Type: text/plain\r\nContent-Disposition: attachment; filename="n.txt"\r\n\r\nnote\r\n--b1--\r\nepilogue\r\n
            """
        let part = MIMEPart(Array(text.utf8))
        #expect(part.header("subject") == "a long one")
        #expect(part.text("text/plain") == "café au lait=\r\n")
        #expect(part.attachments.map(\.fileName) == ["n.txt"])
        #expect(part.attachments.first.map { String(decoding: $0.content, as: UTF8.self) } == "note\r\n")
    }

    @Test(
        "What is no message at all is a message without subject, text and attachments",
        arguments: [
            ("", []), ("\r\n", []), ("no colon", []), (":\r\n\r\n", [""]),
            ("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x", ["Content-Type"]),
        ] as [(String, [String])])
    func noMessage(text: String, headers: [String]) {
        let part = MIMEPart(Array(text.utf8))
        #expect(part.headers.map(\.name) == headers)
        #expect(part.header("Subject") == nil && part.attachments.isEmpty)
        #expect(part.text("text/plain") ?? "" == "")
    }
}
