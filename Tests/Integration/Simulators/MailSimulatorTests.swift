import HTTPClient
import JSON
import Kernel
import MailSimulator
import Testing

@Suite("Mail simulator")
struct MailSimulatorTests {
    private let bench: Bench

    init() throws { bench = try Bench(mailSimulator, ["SMTP_PORT": "0"]) }

    private func client(timeoutMs: Int = 10_000) async throws -> SMTPClient {
        var configuration = SMTPClient.Configuration(
            host: "127.0.0.1", port: Int(try await bench.state().int64(at: "/smtpPort")), security: .none)
        configuration.totalTimeoutMs = timeoutMs
        return SMTPClient(configuration)
    }

    private func mail(to: [String] = ["buyer@example.test"], subject: String = "发票已开", text: String = "Hello") -> Mail {
        Mail(
            from: "billing@example.test", to: to, subject: subject, text: text, messageID: "m-1@example.test",
            date: Instant(microseconds: 1_795_249_800_000_000))
    }

    private func mails(to: String? = nil) async throws -> [JSONValue] {
        try await bench.call("GET", "/mails" + (to.map { "?to=\($0)" } ?? "")).json.array(at: "/mails")
    }

    private func failure(_ mail: Mail, timeoutMs: Int = 10_000) async throws -> OutboundError? {
        let client = try await client(timeoutMs: timeoutMs)
        do throws(OutboundError) {
            try await client.send(mail)
            return nil
        } catch {
            return error
        }
    }

    @Test("A mail is taken for all its recipients and shown with its words decoded")
    func takes() async throws {
        let subject = "您购买的域名已到账，请在五日内确认收货并查收电子发票：example.com"
        var mail = mail(to: ["a@example.test", "b@example.test"], subject: subject, text: "您好\n.\n..two\nlast")
        mail.html = "<p>您好</p>"
        mail.attachments = [MailAttachment(fileName: "发票 1.pdf", mediaType: "application/pdf", content: Array(0...255))]
        #expect(try await failure(mail) == nil)
        let taken = try #require(try await mails().first)
        #expect(taken["subject"]?.string == subject)
        #expect(taken["from"] == "billing@example.test")
        #expect(taken["to"] == ["a@example.test", "b@example.test"])
        #expect(taken["text"]?.string?.split(whereSeparator: \.isNewline) == ["您好", ".", "..two", "last"])
        #expect(taken["html"]?.string?.contains("<p>您好</p>") == true)
        #expect(taken.at("/headers/Message-ID") == "<m-1@example.test>")
        #expect(taken.at("/attachments/0") == ["fileName": "发票 1.pdf", "mediaType": "application/pdf", "bytes": 256])
        let id = try taken.string(at: "/id")
        #expect(try await bench.call("GET", "/mails/\(id)/attachments/0").body == Array(0...255))
        #expect(try await bench.call("GET", "/mails/\(id)/attachments/1").status == 404)
        #expect(try await bench.call("GET", "/mails/\(id)/raw").text.hasPrefix("From: <billing@example.test>\r\n"))
    }

    @Test("Mails are shown newest first, by recipient, and can be thrown away")
    func reads() async throws {
        for name in ["a", "b", "a"] {
            #expect(try await failure(mail(to: ["\(name)@example.test"], subject: "for \(name)")) == nil)
        }
        #expect(try await mails().map { $0["id"] } == ["3", "2", "1"])
        #expect(try await mails(to: "a@example.test").count == 2)
        #expect(try await bench.call("DELETE", "/mails").status == 204)
        #expect(try await mails().isEmpty)
        #expect(try await bench.call("GET", "/mails/1/raw").status == 404)
    }

    @Test("A recipient is refused for now, or for good, when a script says so")
    func refusesRecipients() async throws {
        _ = try await bench.setScript("full@example.test", ["refuseWith": 452])
        _ = try await bench.setScript("gone@example.test", ["refuseWith": 550])
        let full = try await failure(mail(to: ["full@example.test"]))
        #expect(full?.code == .recipientRejected)
        #expect(full?.isRetriable == true)
        #expect(try await failure(mail(to: ["gone@example.test"]))?.isRetriable == false)
        #expect(try await mails().isEmpty)
        #expect(try await failure(mail()) == nil)
    }

    @Test("Mails fail, lose their answers and come late when they are to")
    func faults() async throws {
        _ = try await bench.setFaults(["failureRate": 1])
        #expect(try await failure(mail())?.isRetriable == true)
        #expect(try await mails().isEmpty)
        _ = try await bench.setFaults(["loseAnswerRate": 1])
        #expect(try await failure(mail())?.mayHaveBeenSent == true)
        #expect(try await mails().count == 1)
        _ = try await bench.setFaults(["delayMs": 3_000])
        #expect(try await failure(mail(), timeoutMs: 200) != nil)
        #expect(try await bench.outcomes() == ["refused", "answer lost", "answered"])
    }
}
