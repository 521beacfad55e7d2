/// What one connection has prepared, so that a text is parsed once.
struct StatementCache {
    private struct Key: Hashable {
        let text: String
        let types: [PostgresType]
    }

    private let countMax: Int
    private var namesByText: [Key: String] = [:]
    private var prepared: Set<String> = []
    private var namesGiven = 0

    init(countMax: Int) { self.countMax = countMax }

    /// How to send `statement`.
    enum Plan {
        case prepared(name: String)
        case prepareFirst(name: String)
        case unnamed
    }

    mutating func plan(for statement: Statement) -> Plan {
        if let name = statement.name { return isPrepared(name) ? .prepared(name: name) : .prepareFirst(name: name) }
        guard statement.isCacheable else { return .unnamed }
        let key = Key(text: statement.text, types: statement.types)
        if let name = namesByText[key] { return isPrepared(name) ? .prepared(name: name) : .prepareFirst(name: name) }
        guard namesByText.count < countMax else { return .unnamed }
        namesGiven += 1
        let name = "auto_\(namesGiven)"
        namesByText[key] = name
        return .prepareFirst(name: name)
    }

    func isPrepared(_ name: String) -> Bool { prepared.contains(name) }

    mutating func didPrepare(_ name: String) { prepared.insert(name) }
}

/// A statement on its way to the server.
struct Statement: Sendable {
    let text: String
    let name: String?
    let types: [PostgresType]
    let parameters: PostgresParameters
    var isCacheable = true

    init(_ sql: SQL) {
        text = sql.text
        name = nil
        types = sql.parameters.types
        parameters = sql.parameters
    }

    init(_ statement: PreparedStatement, _ parameters: PostgresParameters) {
        text = statement.text
        name = statement.name
        types = statement.parameterTypes
        self.parameters = parameters
    }
}
