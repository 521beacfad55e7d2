/// An element of an XML document: as much of XML as partners' answers need. Attributes are skipped; document types, CDATA and
/// references to anything but characters make a document unreadable.
struct XMLElement: Hashable {
    let name: String
    private(set) var children: [XMLElement] = []
    private(set) var text = ""

    /// nil unless the bytes are one well-formed element with what may stand around it.
    init?(_ document: [UInt8]) {
        var scanner = XMLScanner(document)
        guard scanner.skipProlog(), let root = scanner.element(depthLeft: 16), scanner.skipMisc(), scanner.isAtEnd
        else { return nil }
        self = root
    }

    fileprivate init(name: String) { self.name = name }

    fileprivate mutating func append(_ child: XMLElement) { children.append(child) }
    fileprivate mutating func append(text more: String) { text += more }

    /// The first child of this name.
    subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }
    /// The text of the first child of this name, without blanks around it; nil if there is none or it is empty.
    func text(of name: String) -> String? {
        guard let raw = self[name]?.text else { return nil }
        let trimmed = raw.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }
        return end.map { String(trimmed[...$0]) }
    }
}

private struct XMLScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skipProlog() -> Bool {
        skipBlanks()
        if take("<?xml") { guard skip(through: "?>") else { return false } }
        return skipMisc()
    }

    /// Comments, processing instructions and blanks.
    mutating func skipMisc() -> Bool {
        while true {
            skipBlanks()
            if take("<!--") {
                guard skip(through: "-->") else { return false }
            } else if take("<?") {
                guard skip(through: "?>") else { return false }
            } else {
                return true
            }
        }
    }

    mutating func element(depthLeft: Int) -> XMLElement? {
        guard depthLeft > 0, take("<"), let name = name(), skipAttributes() else { return nil }
        var element = XMLElement(name: name)
        if take("/>") { return element }
        guard take(">") else { return nil }
        while !isAtEnd {
            if take("</") {
                guard self.name() == name else { return nil }
                skipBlanks()
                return take(">") ? element : nil
            } else if take("<!--") {
                guard skip(through: "-->") else { return nil }
            } else if bytes[position] == UInt8(ascii: "<") {
                guard let child = self.element(depthLeft: depthLeft - 1) else { return nil }
                element.append(child)
            } else {
                guard let text = characters() else { return nil }
                element.append(text: text)
            }
        }
        return nil
    }

    private mutating func name() -> String? {
        let start = position
        while position < bytes.count, isNameByte(bytes[position]) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    private mutating func skipAttributes() -> Bool {
        while true {
            skipBlanks()
            guard position < bytes.count else { return false }
            if bytes[position] == UInt8(ascii: ">") || bytes[position] == UInt8(ascii: "/") { return true }
            guard name() != nil else { return false }
            skipBlanks()
            guard take("=") else { return false }
            skipBlanks()
            guard let quote = ["\"", "'"].first(where: { take($0) }), skip(through: quote) else { return false }
        }
    }

    private mutating func characters() -> String? {
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if take("&") {
                guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ";")),
                    let character = referenced(String(decoding: bytes[position..<end], as: UTF8.self))
                else { return nil }
                text += Array(String(character).utf8)
                position = end + 1
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return String(validating: text, as: UTF8.self)
    }

    private func referenced(_ reference: String) -> Character? {
        switch reference {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let number =
            reference.hasPrefix("#x")
            ? UInt32(reference.dropFirst(2), radix: 16) : reference.hasPrefix("#") ? UInt32(reference.dropFirst()) : nil
        return number.flatMap(Unicode.Scalar.init).map(Character.init)
    }

    private mutating func take(_ literal: String) -> Bool {
        guard bytes[position...].starts(with: literal.utf8) else { return false }
        position += literal.utf8.count
        return true
    }

    private mutating func skip(through literal: String) -> Bool {
        while position < bytes.count {
            if take(literal) { return true }
            position += 1
        }
        return false
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
