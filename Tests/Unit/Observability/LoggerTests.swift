import Kernel
import Observability
import Synchronization
import Testing

/// Keeps what a logger wrote.
final class LineSink: Sendable {
    private let lines = Mutex<[String]>([])

    func take(_ bytes: [UInt8]) { lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }

    var all: [String] { lines.withLock { $0 } }
}

@Suite("Logger")
struct LoggerTests {
    private let sink = LineSink()
    private let clock = VirtualClock(at: Instant(microseconds: 1_795_249_800_000_001))

    private func logger(_ level: LogLevel = .info) -> Logger {
        Logger(service: "orders", level: level, clock: clock, sink: { [sink] in sink.take($0) })
    }

    @Test("a line is one JSON object with time, level, service, message and typed fields")
    func lineShape() {
        logger().info("order paid", ["order_id": "ord-1", "lines": 3, "ratio": 0.5, "first": true])
        #expect(
            sink.all == [
                #"{"time":"2026-11-21T08:30:00.000001Z","level":"info","service":"orders","message":"order paid","order_id":"ord-1","#
                    + #""lines":3,"ratio":0.5,"first":true}"# + "\n"
            ])
    }

    @Test("lines below the level are dropped and their fields are not even built")
    func levels() {
        func expensive() -> LogValue {
            Issue.record("a dropped line built its fields")
            return 1
        }
        logger(.warning).info("unheard", ["value": expensive()])
        logger(.warning).warning("heard")
        #expect(sink.all.count == 1)
    }

    @Test(
        "a field with a sensitive name is masked, however it is spelled",
        arguments: [
            "password", "PGPASSWORD", "id_number", "idNumber", "buyerPhone", "Authorization", "access-token",
            "client.secret", "email",
        ])
    func sensitiveNames(key: String) {
        logger().with([key: "13800138000"]).info("seen", [key: 4711])
        #expect(!sink.all[0].contains("13800138000") && !sink.all[0].contains("4711"))
        #expect(sink.all[0].contains("\"\(key)\":\"[redacted]\""))
    }

    @Test("ordinary names are not masked", arguments: ["order_id", "topic", "partition", "attempt", "idempotency"])
    func ordinaryNames(key: String) {
        #expect(!isSensitiveKey(key))
    }

    @Test("a sensitive value shows its mask when printed, interpolated, reflected or logged")
    func sensitiveValue() {
        let phone = Sensitive("13800138000")
        var dumped = ""
        dump(phone, to: &dumped)
        dump((phone, [phone]), to: &dumped)
        logger().info("called", ["number": LogValue(phone), "other": "\(phone)"])
        for text in ["\(phone)", String(reflecting: phone), dumped, sink.all[0]] { #expect(!text.contains("138")) }
        #expect(phone.reveal() == "13800138000")
    }

    @Test("text cannot break out of its line")
    func escaping() {
        logger().info("odd", ["text": "a\"b\\c\n\r\t\u{1}发票"])
        #expect(sink.all[0].contains(#""text":"a\"b\\c\n\r\t\u0001发票"}"#))
        #expect(sink.all[0].filter { $0 == "\n" }.count == 1)
    }

    @Test("a field cannot pass for one of the line's own")
    func reservedNames() {
        logger().info("odd", ["level": "error"])
        #expect(sink.all[0].contains(#""level":"info""#) && sink.all[0].contains(#""field_level":"error""#))
    }

    @Test("an error is told by code and safe description; values of an undescribed error stay hidden")
    func errors() {
        struct Coded: LoggableError { let logCode = "kafka.unreachable", logDescription = "no broker answers" }
        struct Bare: Error { let phone = "13800138000" }
        enum Plain: Error { case missing, holding(String) }
        for error in [Coded(), Bare(), Plain.missing, Plain.holding("13800138000")] as [any Error] {
            logger().error("failed", error: error)
        }
        #expect(sink.all[0].contains(#""error_code":"kafka.unreachable","error":"no broker answers""#))
        #expect(sink.all[1].contains(#""error":"Bare""#))
        #expect(sink.all[2].contains(#""error":"missing""#))
        #expect(!sink.all.joined().contains("138"))
    }

    @Test("an undescribed error names its case and the errors it holds, however deep")
    func causes() {
        struct Named: Error, CustomStringConvertible { let description = "no route to the bank" }
        enum Step: Error { case charge(account: String, any Error), all(any Error) }
        struct Wrapped: Error {
            let phone = "13800138000"
            let cause: any Error
        }
        let (code, text) = loggable(Step.charge(account: "13800138000", Named()))
        #expect(code == "Step" && text == "charge: no route to the bank")
        #expect(loggable(Step.all(Named())).description == "all: no route to the bank")
        #expect(loggable(Wrapped(cause: Step.all(Named()))).description == "Wrapped: all: no route to the bank")
    }

    @Test("a decoder's error names the place, never the value")
    func decoding() {
        enum Key: String, CodingKey { case lines, phone }
        func context(_ path: [Key]) -> DecodingError.Context {
            .init(codingPath: path, debugDescription: "13800138000 is no phone")
        }
        let errors: [(DecodingError, String)] = [
            (.dataCorrupted(context([.lines, .phone])), "lines.phone has a value that cannot be used"),
            (.typeMismatch(Int.self, context([])), "the whole is no Int"),
            (.valueNotFound(Int.self, context([.phone])), "phone has no value"),
            (.keyNotFound(Key.phone, context([.lines])), "lines.phone is missing"),
        ]
        for (error, text) in errors { #expect(loggable(error).description == text) }
    }

    @Test("a line carries the fields and trace of its task, also in child tasks")
    func context() async throws {
        let trace = try #require(TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        await DiagnosticContext.with(trace: trace) {
            await DiagnosticContext.with(["input": "in-1"]) {
                await Task { logger().info("inside") }.value
            }
        }
        logger().info("outside")
        let ids = #""trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","input":"in-1""#
        #expect(sink.all[0].contains(ids))
        #expect(!sink.all[1].contains("trace_id"))
    }

    @Test("a throttle lets one through per interval and counts the rest")
    func throttle() {
        let throttle = Throttle(interval: .seconds(1))
        #expect(throttle.admit(at: Instant(microseconds: 0)) == 0)
        #expect(throttle.admit(at: Instant(microseconds: 1)) == nil)
        #expect(throttle.admit(at: Instant(microseconds: 999_999)) == nil)
        #expect(throttle.admit(at: Instant(microseconds: 1_000_000)) == 2)
        #expect(throttle.admit(at: Instant(microseconds: 2_000_000)) == 0)
    }
}
