import EventContracts
import HTTPClient
import HTTPServer
import KafkaClient
import Kernel
import Messaging
import PostgresClient
import Runtime
import TestKit
import Testing

extension ServeTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    /// A service whose one command leads to an event and to a call, whose answer leads to another event.
    private func tell(
        _ settings: [String: String], _ collector: TraceCollector
    ) async throws -> [String] {
        try await SchemaLease.withSchema { schema in
            let broker = try MockCluster()
            try broker.createTopic(Topics.postingEvents, partitions: 1)
            let database = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(database, service: [], lanes: 1)
            let (admin, http) = (try await freePort(), try await freePort())
            let context = try context(
                [
                    "DATABASE_URL": schema.connectionString, "DATABASE_SCHEMA": schema.searchPath[0],
                    "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers, "TOPIC_PARTITIONS": "1",
                    "KAFKA_OPTION_SESSION_TIMEOUT_MS": "6000", "ADMIN_ADDRESS": "127.0.0.1",
                    "ADMIN_PORT": "\(admin)", "HTTP_ADDRESS": "127.0.0.1", "HTTP_PORT": "\(http)",
                ].merging(settings) { $1 })
            let run = Task {
                await serve(context, stop: stop) { context in
                    let machine = try context.machine(Note.service(calling: collector.address, context.httpClient))
                    var router = Router()
                    router.add(.post, "/notes", Operation(id: "note", summary: "Notes.", access: .anyone)) { request in
                        _ = try await CommandDesk(machine).submit(Note.self, id: "N-1", .write, from: request)
                        return .noContent()
                    }
                    return [
                        context.component(machine), context.httpServer(router, authenticator: NoAuthentication()),
                    ]
                }
            }
            #expect(await eventually(within: 2_000_000) { await isReady(admin) })
            let headers = [OutboundHeader("traceparent", Self.parent)]
            let answer = try await client.send(
                OutboundRequest("POST", "http://127.0.0.1:\(http)/notes", headers: headers))
            #expect(answer.status == 204)
            var traces: [String] = []
            while traces.count < 2, !Task.isCancelled {
                traces = try await database.query("SELECT trace FROM event ORDER BY number").map { try $0.get(0) }
            }
            stop.open()
            #expect(await run.value == 0)
            await database.close()
            return traces
        }
    }

    private func collector(_ heard: Journal) throws -> TraceCollector {
        try TraceCollector { router in
            router.add(.post, "/pings", Operation(id: "ping", summary: "Answers.", access: .anyone)) { request in
                heard.note(request.headers["traceparent"] ?? "")
                return .noContent()
            }
        }
    }

    @Test("a request, its decision, the event, the call and its answer are one trace; batches link to it")
    func story() async throws {
        let heard = Journal()
        let collector = try collector(heard)
        let events = try await tell(
            ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_TRACES_SAMPLER_ARG": "0"], collector)
        let spans = try collector.spans()
        await collector.close()
        func all(_ name: String) -> [TraceCollector.Received] { spans.filter { $0.name == name } }
        let request = try #require(all("POST /notes").first)
        let decisions = all("decide note"), call = try #require(all("effect ping").first)
        #expect(decisions.count == 2 && request.parent == "b7ad6b7169203331")
        let first = try #require(decisions.first { $0.parent == request.id })
        #expect(call.parent == first.id && call.kind == 3)
        let second = try #require(decisions.first { $0.parent == call.id })
        for span in [request, first, call, second] { #expect(span.trace == "0af7651916cd43dd8448eb211c80319c") }
        #expect(heard.all == ["00-\(call.trace)-\(call.id)-01"])
        #expect(events == ["00-\(first.trace)-\(first.id)-01", "00-\(second.trace)-\(second.id)-01"])
        let batches = all("batch")
        #expect(batches.count == 2 && batches.allSatisfy { $0.parent == nil && $0.trace != call.trace })
        #expect(Set(decisions.flatMap(\.links)) == Set(batches.map(\.id)))
        #expect(Set(all("commit").compactMap(\.parent)) == Set(batches.map(\.id)))
    }

    @Test("without a collector the caller's trace is passed on as it came")
    func untraced() async throws {
        let heard = Journal()
        let collector = try collector(heard)
        #expect(try await tell([:], collector) == [Self.parent, Self.parent])
        #expect(heard.all == [Self.parent])
        #expect(collector.documents.isEmpty)
        await collector.close()
    }
}

private enum Note: Decider {
    static let kind = "note"

    struct State: Codable, Sendable {}
    enum Input: Codable, Sendable { case write, answered }
    enum Event: Codable, Sendable { case written, answered }

    struct Ping: Effect { static let port = "ping" }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Note> {
        guard input == .write else { return Decision(.answered) }
        var decision = Decision<Note>(.written)
        decision.request(Ping())
        return decision
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {}

    static func service(calling address: String, _ client: OutboundHTTPClient) -> ServiceDefinition {
        let note = AggregateDefinition(
            Note.self,
            publish: { _, context in
                PostingWire.AccountPostedV1(
                    accountId: context.id, orderId: "O-1", version: context.version, balance: Money(fen: 1),
                    outcome: .credited, causationId: "c", currency: .cny, at: context.cause.now)
            })
        let ping = EffectHandler(Ping.self) { call in
            _ = try await client.send(OutboundRequest("POST", address + "/pings"))
            return Delivery(Note.self, id: call.aggregateID, input: .answered)
        }
        return ServiceDefinition(name: "posting", aggregates: [note], effects: [ping])
    }
}
