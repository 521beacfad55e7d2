import CLibpq

/// Reads a connection string the way libpq does.
enum ConnectionKeywords {
    /// What the string sets, by keyword; an error where libpq cannot read it. libpq's message may quote the string, so it is not passed on.
    static func parse(_ connectionString: String) throws(PostgresError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(connectionString, &message)
        defer {
            unsafe PQconninfoFree(options)
            unsafe PQfreemem(message)
        }
        guard let options = unsafe options else {
            throw PostgresError(
                .misuse, "the PostgreSQL connection string cannot be read: write key=value pairs or a postgresql:// URI"
            )
        }
        var keywords: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                keywords[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return keywords
    }

    static func destination(of connectionString: String) -> String {
        guard let keywords = try? parse(connectionString) else { return "an unreadable connection string" }
        return ["host", "port", "dbname"].compactMap { key in keywords[key].map { "\(key)=\($0)" } }.joined(
            separator: " ")
    }
}
