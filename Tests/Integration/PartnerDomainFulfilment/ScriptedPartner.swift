import HTTPClient
import Kernel
import Observability
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentDomain
import Synchronization

/// The other end of a partner's wire: answers by its script, in order, and remembers what was asked.
final class Wire: Sendable {
    enum Answer { case http(Int, String, headers: [OutboundHeader] = []), error(OutboundError) }

    private let state: Mutex<(answers: [Answer], requests: [OutboundRequest])>

    init(_ answers: Answer...) { state = Mutex((answers, [])) }

    var requests: [OutboundRequest] { state.withLock { $0.requests } }
    var paths: [String] { requests.map { String($0.url.dropFirst("http://partner".count)) } }

    var send: Send {
        { [self] request throws(OutboundError) in
            let answer = state.withLock { state in
                state.requests.append(request)
                return state.answers.isEmpty ? Answer.http(500, "") : state.answers.removeFirst()
            }
            switch answer {
            case .http(let status, let body, let headers):
                return OutboundResponse(status: status, headers: headers, body: Array(body.utf8))
            case .error(let error): throw error
            }
        }
    }
}

extension OutboundRequest {
    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension PaidDomainOrder {
    static func sample(source: Source = .sedo, listingID: String? = "L-1", domain: String = "example.com")
        -> PaidDomainOrder
    {
        PaidDomainOrder(
            orderID: "O-1", lineID: "O-1-1", accountID: "A-1", domain: domain, source: source, listingID: listingID,
            price: Money(fen: 123_450),
            registrant: Registrant(templateID: "T-1", kind: .enterprise, papersOnTemplate: false),
            paidAt: Instant(microseconds: 0))
    }
}

/// What a look-up or an order came to, with silences as values.
enum Outcome: Equatable {
    case answer(PartnerAnswer?)
    case silence(Trouble, notBefore: Instant? = nil)
}
