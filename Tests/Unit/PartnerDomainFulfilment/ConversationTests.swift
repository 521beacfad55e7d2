import Kernel
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import Testing

@Suite("A conversation with a partner")
struct ConversationTests {
    @Test("DOM-06 what the partner does not know is ordered, after the look-up")
    func ordersAfterLookUp() async {
        let partner = ScriptedPartner(lookUps: [.unknown])
        #expect(await partner.conversation.hold(.sample(.obtain)) == .busy)
        #expect(await partner.calls == ["look-up O-1-1", "order O-1-1"])
    }

    @Test("DOM-06 what the partner knows is not ordered, whatever became of our call")
    func knownAlready() async {
        let partner = ScriptedPartner(lookUps: [.known(.busy)])
        #expect(await partner.conversation.hold(.sample(.obtain)) == .busy)
        #expect(await partner.calls == ["look-up O-1-1"])
    }

    @Test("DOM-06 an order whose answer was lost is found again, not repeated")
    func lostAnswer() async {
        let partner = ScriptedPartner(lookUps: [.unknown, .known(.got)], orderAnswer: .silence(.answerLost))
        #expect(await partner.conversation.hold(.sample(.obtain)) == .silent(.answerLost))
        #expect(await partner.conversation.hold(.sample(.obtain, round: 2)) == .got)
        #expect(await partner.calls == ["look-up O-1-1", "order O-1-1", "look-up O-1-1"])
    }

    @Test("DOM-06 without an answer to the look-up nothing is ordered")
    func lookUpFailed() async {
        let partner = ScriptedPartner(lookUps: [.silence(.unreachable)])
        #expect(await partner.conversation.hold(.sample(.obtain)) == .silent(.unreachable))
        #expect(await partner.calls == ["look-up O-1-1"])
    }

    @Test("DOM-06 a check never orders, even if the partner has lost track")
    func checkOnly() async {
        let partner = ScriptedPartner(lookUps: [.unknown])
        #expect(await partner.conversation.hold(.sample(.check)) == .silent(.lostTrack))
        #expect(await partner.calls == ["look-up O-1-1"])
    }

    @Test("DOM-06 a partner that is not configured is unreachable, so that the order lives on")
    func notConfigured() async {
        let conversation = PartnerConversation(partners: [:], onSilence: { _, _ in })
        #expect(await conversation.hold(.sample(.obtain)) == .silent(.unreachable))
    }
}

@Suite("Texts of mails")
struct MailTextTests {
    @Test("DOM-02 the mail about a bought domain names its expiry, and asks for papers only when they are needed")
    func bought() {
        let plain = MailText(BuyerMail(.bought, about: .sample(), at: .paid, expiresOn: .day("2028-05-01")))
        #expect(plain.text.contains("2028-05-01") && !plain.text.contains("身份证明"))
        let papers = MailText(
            BuyerMail(.bought, about: .sample(), at: .paid, expiresOn: .day("2028-05-01"), asksForPapers: true))
        #expect(papers.text.contains("身份证明"))
    }

    @Test("DOM-05 the mail about a failed purchase names the reason", arguments: FailureReason.allCases)
    func failed(reason: FailureReason) {
        #expect(
            MailText(BuyerMail(.failed, about: .sample(), at: .paid, reason: reason)).text.contains(reason.buyersWords))
    }
}

extension PartnerCall {
    static func sample(_ mode: Mode, round: Int = 1) -> PartnerCall {
        PartnerCall(order: .sample(), mode: mode, round: round)
    }
}

/// Answers look-ups by its script and remembers what it was asked.
private actor ScriptedPartner: Partner {
    enum LookUp { case unknown, known(PartnerAnswer), silence(Trouble) }
    enum OrderAnswer { case answer(PartnerAnswer), silence(Trouble) }

    private var lookUps: [LookUp]
    private let orderAnswer: OrderAnswer
    private(set) var calls: [String] = []

    init(lookUps: [LookUp], orderAnswer: OrderAnswer = .answer(.busy)) {
        self.lookUps = lookUps
        self.orderAnswer = orderAnswer
    }

    nonisolated var conversation: PartnerConversation {
        PartnerConversation(partners: [.sedo: self], onSilence: { _, _ in })
    }

    func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        calls.append("look-up \(order.reference)")
        switch lookUps.isEmpty ? .unknown : lookUps.removeFirst() {
        case .unknown: return nil
        case .known(let answer): return answer
        case .silence(let trouble): throw PartnerSilence(trouble, "as scripted")
        }
    }

    func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        calls.append("order \(order.reference)")
        switch orderAnswer {
        case .answer(let answer): return answer
        case .silence(let trouble): throw PartnerSilence(trouble, "as scripted")
        }
    }
}
