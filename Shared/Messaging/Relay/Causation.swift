/// What others are told of an event's cause.
enum Causation {
    /// CloudEvents id of the message with this input id. Nil for the ids of commands, timers, internal messages and answers: they tell
    /// of accounts, keys and names that no contract shows.
    static func messageID(ofInput id: String) -> String? {
        InputID.messageParts(of: id)?.eventID
    }
}
