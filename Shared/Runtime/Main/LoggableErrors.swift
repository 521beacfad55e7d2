internal import HTTPClient
internal import KafkaClient
internal import Observability
internal import PostgresClient

// The clients know nothing of logs; here their errors get the codes that alerts look for.

extension OutboundError: LoggableError {
    package var logCode: String { "outbound.\(code.rawValue)" }
    package var logDescription: String { message }
}

extension KafkaError: LoggableError {
    package var logCode: String { "kafka.\(code.name)" }
    package var logDescription: String { message }
}

extension PostgresError: LoggableError {
    package var logCode: String { "postgres.\(sqlState?.rawValue ?? code.rawValue)" }
    package var logDescription: String { description }
}
