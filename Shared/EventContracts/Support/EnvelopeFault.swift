/// The headers of a record are not those of an event. The same record fails the same way every time.
package struct EnvelopeFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The header that is at fault.
    package let header: EventHeader
    /// What is wrong with it, to be read after its name. Never holds its value.
    package let reason: String

    init(_ header: EventHeader, _ reason: String) {
        self.header = header
        self.reason = reason
    }

    package var description: String { "header \(header.name) \(reason)" }
}
