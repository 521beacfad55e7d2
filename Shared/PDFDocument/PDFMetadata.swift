/// What a document says about itself.
package struct PDFMetadata: Sendable, Hashable {
    package var title: String
    package var author: String
    package var subject: String
    /// RFC 3339. Given by the caller, so that the same content makes the same bytes.
    package var createdAt: String

    package init(title: String, author: String, subject: String = "", createdAt: String) {
        self.title = title
        self.author = author
        self.subject = subject
        self.createdAt = createdAt
    }
}

/// A family of fonts that is installed on the system. TrueType only: cairo 1.16 now and then drops a glyph of a CFF font.
package struct PDFFont: Sendable, Hashable {
    package let family: String

    package init(family: String) { self.family = family }

    /// Simplified and traditional Chinese, Japanese kana, Latin (Debian: fonts-wqy-microhei).
    package static let chinese = PDFFont(family: "WenQuanYi Micro Hei")
}

/// Where lines of a text begin and end.
package enum PDFAlignment: Sendable, Hashable {
    case left, center, right
}
