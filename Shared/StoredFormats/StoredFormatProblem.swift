/// Why something cannot be stored, or no longer is what was released: a sentence for who changed it.
package struct StoredFormatProblem: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
