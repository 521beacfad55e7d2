import Glibc
import Testing

/// What poppler's pdftotext reads out of a file.
func pdfText(_ path: String) throws -> String {
    let pipe = unsafe try #require(
        popen("pdftotext -layout '\(path)' -", "r"), "pdftotext is missing: install poppler-utils")
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, pipe)
        if count == 0 { break }
        bytes += buffer.prefix(count)
    }
    let status = unsafe pclose(pipe)
    try #require(status == 0, "pdftotext failed; poppler-utils must be installed")
    return String(decoding: bytes, as: UTF8.self)
}
