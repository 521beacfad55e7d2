import HTTPClient
import JSON

/// Makes calls, again if a service is away for a moment: services may be killed while the story goes on.
struct Web {
    private let base: String
    private let run: String
    private let tokens: [Person: String]
    private let client = OutboundHTTPClient()
    private let clock = ContinuousClock()
    /// How long a service may be away.
    private static let patience = Duration.seconds(60)

    init(_ options: Options) throws(UsageError) {
        base = options.base
        run = options.run
        var tokens: [Person: String] = [:]
        for person in Person.allCases {
            let text = String(
                decoding: try readFile("\(options.tokenDirectory)/\(person.rawValue).token"), as: UTF8.self)
            tokens[person] = text.filter { !$0.isWhitespace }
        }
        self.tokens = tokens
    }

    func address(_ place: Place) -> String { "\(base):\(place.rawValue)" }

    @discardableResult
    func send(_ call: Call) async throws -> Answer {
        let deadline = clock.now + Self.patience
        var isWaiting = false
        while true {
            let trouble: String
            do {
                let response = try await client.send(request(call))
                if call.accepted.contains(response.status) || !response.isRetriable || response.status == 500 {
                    return try read(response, call)
                }
                trouble = "it answers \(response.status)"
            } catch let error as OutboundError {
                trouble = error.description
            }
            guard clock.now < deadline else {
                throw StoryFailure(
                    step: call.step, expected: "an answer of \(call.place.name) within \(Self.patience)", came: trouble)
            }
            if !isWaiting { Teller.tell("… \(call.place.name) is away for a moment (\(trouble)); asking again") }
            isWaiting = true
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    /// Asks until the answer is as expected.
    @discardableResult
    func wait(_ call: Call, for expected: String, seconds: Int = 150, until holds: (Answer) -> Bool) async throws
        -> Answer
    {
        let deadline = clock.now + .seconds(seconds)
        let patient = call.accepting(404, 409)
        while true {
            let answer = try await send(patient)
            if answer.status < 300, holds(answer) { return answer }
            guard clock.now < deadline else {
                throw StoryFailure(step: call.step, expected: "\(expected) within \(seconds) s", came: answer.summary)
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func request(_ call: Call) -> OutboundRequest {
        var headers: [OutboundHeader] = []
        if let person = call.person, let token = tokens[person] {
            headers.append(OutboundHeader("Authorization", "Bearer \(token)"))
        }
        if !call.body.isEmpty {
            headers.append(OutboundHeader("Content-Type", call.isJSON ? "application/json" : "text/plain"))
        }
        if call.method == "POST" {
            headers.append(OutboundHeader("Idempotency-Key", "story-\(run)-\(call.step.replacing(" ", with: "-"))"))
        }
        var request = OutboundRequest(call.method, address(call.place) + call.path, headers: headers, body: call.body)
        request.totalTimeoutMs = call.timeoutMs
        request.responseBytesMax = 64 << 20
        return request
    }

    private func read(_ response: OutboundResponse, _ call: Call) throws -> Answer {
        let isJSON = response.header("content-type")?.contains("json") == true && !response.body.isEmpty
        let text = String(decoding: response.body.prefix(600), as: UTF8.self)
        let body = isJSON ? try JSONValue(response.body) : .string(text)
        let madeID = response.header("location")?.split(separator: "/").last.map(String.init) ?? ""
        let answer = Answer(step: call.step, status: response.status, body: body, bytes: response.body, madeID: madeID)
        guard call.accepted.contains(response.status) else {
            let statuses = call.accepted.sorted().map(String.init).joined(separator: " or ")
            throw StoryFailure(
                step: call.step, expected: "\(call.place.name) to answer \(call.method) \(call.path) with \(statuses)",
                came: answer.summary)
        }
        return answer
    }
}
