package import Kernel

/// A mail, as a service wants it sent.
package struct Mail: Sendable {
    /// `name@example.test`, with nothing around it.
    package var from: String
    package var to: [String]
    package var subject: String
    package var text: String
    /// The same content for readers that show HTML.
    package var html: String?
    package var attachments: [MailAttachment]
    /// Unique, without angle brackets: `id@host`. The same mail sent again keeps it, so that mail programs show it once.
    package var messageID: String
    /// When it was written, not when it is sent, so that sending it again changes nothing.
    package var date: Instant

    package init(
        from: String, to: [String], subject: String, text: String, html: String? = nil,
        attachments: [MailAttachment] = [], messageID: String,
        date: Instant
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.messageID = messageID
        self.date = date
    }
}

package struct MailAttachment: Sendable {
    package var fileName: String
    /// `application/pdf`
    package var mediaType: String
    package var content: [UInt8]

    package init(fileName: String, mediaType: String, content: [UInt8]) {
        self.fileName = fileName
        self.mediaType = mediaType
        self.content = content
    }
}
