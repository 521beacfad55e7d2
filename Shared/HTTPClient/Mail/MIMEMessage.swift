/// The bytes of a mail: header and MIME body, lines ending in CR LF.
///
/// All text travels as base64, so that no line is too long, no dot stands alone and no server may change it.
func mimeMessage(_ mail: Mail) -> [UInt8] {
    var message: [UInt8] = []
    let recipients = mail.to.map { "<\($0)>" }.joined(separator: ",\r\n ")
    message += "From: <\(mail.from)>\r\nTo: \(recipients)\r\nSubject: \(encodedWords(mail.subject))\r\n".utf8
    message += "Date: \(mailDate(mail.date))\r\nMessage-ID: <\(mail.messageID)>\r\nMIME-Version: 1.0\r\n".utf8
    message += mail.attachments.isEmpty ? content(mail) : mixed(mail)
    return message
}

private func mixed(_ mail: Mail) -> [UInt8] {
    multipart("mixed", [content(mail)] + mail.attachments.map(attachment))
}

private func content(_ mail: Mail) -> [UInt8] {
    let text = textPart("plain", mail.text)
    guard let html = mail.html else { return text }
    // The last alternative is the one a reader prefers.
    return multipart("alternative", [text, textPart("html", html)])
}

private func textPart(_ subtype: String, _ text: String) -> [UInt8] {
    Array("Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8)
        + base64Lines(text.utf8)
}

private func attachment(_ attachment: MailAttachment) -> [UInt8] {
    let name = extendedParameter(attachment.fileName)
    return Array(
        ("Content-Type: \(attachment.mediaType)\r\nContent-Disposition: attachment;\r\n filename*=\(name)\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n").utf8) + base64Lines(attachment.content)
}

private func multipart(_ subtype: String, _ parts: [[UInt8]]) -> [UInt8] {
    // Base64 lines have no underscore and our headers do not begin with dashes, so this line occurs in no part.
    let boundary = "=_\(subtype)_part"
    var body = Array("Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n\r\n".utf8)
    for part in parts {
        body += "--\(boundary)\r\n".utf8
        body += part
    }
    body += "--\(boundary)--\r\n".utf8
    return body
}

/// RFC 2047: words of at most 75 characters, never cut within a character.
func encodedWords(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }), text.utf8.count <= 66, !text.contains("=?") { return text }
    let bytesPerWord = 45
    var words: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
        let bytes = Array(String(scalar).utf8)
        if words[words.count - 1].count + bytes.count > bytesPerWord { words.append([]) }
        words[words.count - 1] += bytes
    }
    return words.map { "=?UTF-8?B?\(String(decoding: base64($0), as: UTF8.self))?=" }.joined(separator: "\r\n ")
}

/// RFC 2231: a parameter's value in UTF-8, percent-encoded.
private func extendedParameter(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    let encoded = text.utf8.map { byte -> String in
        let isPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8.contains(byte)
        return isPlain ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
    return "UTF-8''" + encoded.joined()
}
