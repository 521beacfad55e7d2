/// What others are told of an event's cause.
enum Causation {
    /// CloudEvents id of the message with this input id. Nil for the ids of commands, timers, internal messages and answers: they tell
    /// of accounts, keys and names that no contract shows.
    static func messageID(ofInput id: String) -> String? {
        guard let mark = id.firstIndex(of: "#"), !id.hasPrefix("command#"), !id.hasPrefix("timer:"),
            !id.hasSuffix("#answer")
        else { return nil }
        return String(id[id.index(after: mark)...])
    }
}
