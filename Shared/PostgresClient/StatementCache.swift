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
    /// Names of earlier generations are taken on the server, but stand for plans that are no longer valid.
    private var generation = 0

    init(countMax: Int) { self.countMax = countMax }

    /// How to send a statement.
    enum Plan {
        case prepared(name: String)
        case prepareFirst(name: String)
        case unnamed
    }

    mutating func plan(for statement: Statement) -> Plan {
        guard let name = name(for: statement) else { return .unnamed }
        return prepared.contains(name) ? .prepared(name: name) : .prepareFirst(name: name)
    }

    mutating func didPrepare(_ name: String) { prepared.insert(name) }

    /// After the server refused to run what had been prepared, because a table changed or the statement was deallocated.
    mutating func startAnew() {
        generation += 1
        namesByText = [:]
        prepared = []
    }

    private mutating func name(for statement: Statement) -> String? {
        if let name = statement.name { return generation == 0 ? name : "\(name)_\(generation)" }
        guard statement.isCacheable else { return nil }
        let key = Key(text: statement.text, types: statement.types)
        if let name = namesByText[key] { return name }
        guard namesByText.count < countMax else { return nil }
        namesGiven += 1
        let name = "auto_\(namesGiven)"
        namesByText[key] = name
        return name
    }
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
