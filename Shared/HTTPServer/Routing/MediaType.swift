extension Operation {
    /// What a request's body must be.
    var mediaType: String { bodyType ?? (streamsBody ? "text/plain" : "application/json") }

    /// - Throws: `Problem` 415 for a body that does not say that it is of the operation's media type, in UTF-8.
    func checkMediaType(of request: HTTPRequest) throws(Problem) {
        guard streamsBody || !request.body.isEmpty else { return }
        let values = request.headers.values("Content-Type")
        guard values.count == 1, isMediaType(values[0]) else { throw .unsupportedMediaType(wanted: mediaType) }
    }

    /// Of the parameters of a media type only the charset changes what the bytes mean.
    private func isMediaType(_ value: String) -> Bool {
        let parts = value.split(separator: ";").map(trimmed)
        guard let type = parts.first, type.equalsIgnoringASCIICase(mediaType) else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let sides = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard String(sides[0]).equalsIgnoringASCIICase("charset") else { return true }
            let charset = sides.count == 2 ? sides[1].filter { $0 != "\"" } : ""
            return charset.equalsIgnoringASCIICase("utf-8")
        }
    }
}

private func trimmed(_ part: Substring) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var text = part.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
}
