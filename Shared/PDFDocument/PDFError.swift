/// Why a document could not be made.
package struct PDFError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The drawing library failed.
        package static let drawing = Code(rawValue: "drawing")
        /// The font is not installed.
        package static let fontMissing = Code(rawValue: "font-missing")
    }

    package let code: Code
    package let message: String
    /// Trying again may help: memory may be back.
    package var isRetriable: Bool { code == .drawing }
    package var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
