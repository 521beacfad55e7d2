import Crypto

/// A message or a part of one, taken apart as far as people who read test mails need it.
struct MIMEPart: Sendable {
    struct Header: Sendable {
        let name: String
        /// Unfolded, encoded words decoded.
        let value: String
    }

    let headers: [Header]
    let parts: [MIMEPart]
    /// Decoded; empty when there are parts.
    let content: [UInt8]

    /// - Parameter depthLimit: parts nested deeper are kept as they are.
    init(_ bytes: [UInt8], depthLimit: Int = 8) {
        let (head, body) = Self.split(bytes)
        let headers = Self.headers(head)
        func raw(_ name: String) -> String { headers.first { $0.name.lowercased() == name }?.value ?? "" }
        self.headers = headers.map { Header(name: $0.name, value: decodeWords($0.value)) }
        let type = raw("content-type")
        if depthLimit > 0, type.lowercased().hasPrefix("multipart/"), let boundary = parameter("boundary", of: type) {
            parts = Self.parts(body, boundary).map { MIMEPart($0, depthLimit: depthLimit - 1) }
            content = []
        } else {
            parts = []
            content = decode(body, raw("content-transfer-encoding").lowercased())
        }
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    var mediaType: String {
        let type = header("Content-Type") ?? "text/plain"
        return String(type.prefix { $0 != ";" }.filter { $0 != " " }).lowercased()
    }

    /// The text of the first part of that type which is no attachment.
    func text(_ mediaType: String) -> String? {
        if parts.isEmpty {
            return self.mediaType == mediaType && fileName == nil ? String(decoding: content, as: UTF8.self) : nil
        }
        return parts.lazy.compactMap { $0.text(mediaType) }.first
    }

    var fileName: String? {
        guard let disposition = header("Content-Disposition") else { return nil }
        if let extended = parameter("filename*", of: disposition) { return decodeExtended(extended) }
        return parameter("filename", of: disposition)
    }

    var attachments: [MIMEPart] { fileName != nil ? [self] : parts.flatMap(\.attachments) }

    private static func split(_ bytes: [UInt8]) -> (head: [UInt8], body: [UInt8]) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if bytes[start..<end].allSatisfy({ $0 == 0x0D }) {
                return (Array(bytes[..<start]), Array(bytes[(end + 1)...]))
            }
            start = end + 1
        }
        return (bytes, [])
    }

    private static func headers(_ head: [UInt8]) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for line in lines(head) {
            let text = String(decoding: line, as: UTF8.self)
            if text.first == " " || text.first == "\t", !headers.isEmpty {
                headers[headers.count - 1].value += " " + trimmed(text)
            } else if let colon = text.firstIndex(of: ":") {
                headers.append((String(text[..<colon]), trimmed(String(text[text.index(after: colon)...]))))
            }
        }
        return headers
    }

    private static func parts(_ body: [UInt8], _ boundary: String) -> [[UInt8]] {
        let (open, close) = (Array("--\(boundary)".utf8), Array("--\(boundary)--".utf8))
        var parts: [[UInt8]] = []
        var isInside = false
        for line in lines(body) {
            if line == close { break }
            if line == open {
                isInside = true
                parts.append([])
            } else if isInside {
                parts[parts.count - 1] += line + [0x0D, 0x0A]
            }
        }
        return parts
    }
}

private func decode(_ body: [UInt8], _ encoding: String) -> [UInt8] {
    switch encoding {
    case "base64": Base64.decode(String(decoding: body.filter { $0 > 0x20 }, as: UTF8.self)) ?? body
    case "quoted-printable": decodeQuotedPrintable(body)
    default: body
    }
}
