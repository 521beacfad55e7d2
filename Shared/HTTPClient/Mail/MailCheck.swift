/// Refuses everything by which a value could write headers, commands or recipients of its own. Names no value, because addresses are personal data.
func check(_ mail: Mail) throws(OutboundError) {
    guard !mail.to.isEmpty else { throw .invalid("a mail needs at least one recipient") }
    guard isMailAddress(mail.from) else { throw .invalid("the sender is not a mail address of the form name@domain") }
    for (index, address) in mail.to.enumerated() where !isMailAddress(address) {
        throw .invalid("recipient \(index + 1) is not a mail address of the form name@domain")
    }
    guard !hasControlCharacter(mail.subject) else { throw .invalid("the subject has control characters") }
    guard isMailAddress(mail.messageID) else { throw .invalid("the message id must have the form id@host") }
    for attachment in mail.attachments {
        guard !hasControlCharacter(attachment.fileName), isPrintableASCII(attachment.mediaType),
            attachment.mediaType.contains("/")
        else {
            throw .invalid("an attachment's file name or media type cannot be used")
        }
    }
}

/// Plain ASCII addresses without quoting or comments; 254 bytes is the longest that SMTP carries.
package func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254
        && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"<>()[]\\,;:\"".utf8.contains($0) }
}

private func hasControlCharacter(_ text: String) -> Bool {
    text.unicodeScalars.contains {
        $0.value < 32 || $0.value == 127 || $0.value == 0x85 || $0.value == 0x2028 || $0.value == 0x2029
    }
}

private func isPrintableASCII(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
}
