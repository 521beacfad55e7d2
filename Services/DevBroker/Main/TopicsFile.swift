import Glibc
import JSON

/// The declared topics of the whole system, of which only names and partitions matter here.
enum TopicsFile {
    static func read(_ path: String) throws(BrokerProblem) -> [TopicRequest] {
        let bytes = try contents(path)
        do { return try parse(bytes) } catch { throw BrokerProblem(message: "\(path): \(error)") }
    }

    static func parse(_ bytes: [UInt8]) throws(JSONError) -> [TopicRequest] {
        try JSONObject(bytes).objects("topics").map { topic throws(JSONError) in
            try TopicRequest(
                name: topic.string("name", length: 1...249), partitions: topic.int("partitions", in: 1...1000))
        }
    }

    private static func contents(_ path: String) throws(BrokerProblem) -> [UInt8] {
        guard let file = unsafe fopen(path, "r") else {
            throw BrokerProblem(message: "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}
