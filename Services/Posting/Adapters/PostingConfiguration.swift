import EventContracts
import Runtime

/// What this service is configured by, besides the standard variables.
enum PostingConfiguration {
    static let commandsTopic = ConfigurationVariable<String>(
        "POSTING_COMMANDS_TOPIC", .topic(example: Topics.postingCommands), default: Topics.postingCommands,
        meaning: "Topic that brings postings.")
    static let commandType = ConfigurationVariable<String>(
        "POSTING_COMMAND_TYPE", .text(example: PostingWire.PostAmountV1.type), default: PostingWire.PostAmountV1.type,
        meaning: "CloudEvents type of a posting.")
    static let eventsTopic = ConfigurationVariable<String?>.optional(
        "POSTING_EVENTS_TOPIC", .topic(example: Topics.postingEvents),
        meaning: "Topic that takes the outcomes; the service's own if unset.")

    static let all: [any ConfigurationEntry] = [commandsTopic, commandType, eventsTopic]
}
