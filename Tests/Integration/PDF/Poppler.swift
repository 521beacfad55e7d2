import FoundationEssentials
import Glibc
import Testing

/// What poppler's pdftotext reads out of a file.
func pdfText(_ path: String, options: String = "-layout") throws -> String {
    let pipe = unsafe try #require(
        popen("pdftotext \(options) '\(path)' -", "r"), "pdftotext is missing: install poppler-utils")
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

/// A page of a document, and its words with the boxes in which they stand, in points from the top left corner.
struct PDFPage {
    struct Word {
        let text: String
        let xMin: Double
        let yMin: Double
        let xMax: Double
        let yMax: Double
    }

    var words: [Word] = []
}

func pdfPages(_ pdf: [UInt8], name: String) throws -> [PDFPage] {
    let path = "\(FileManager.default.temporaryDirectory.path)/invoice-test-\(name)-\(getpid()).pdf"
    try Data(pdf).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var pages: [PDFPage] = []
    for line in try pdfText(path, options: "-bbox").split(separator: "\n") {
        // <word xMin="42.5" yMin="90.6" xMax="60.1" yMax="99.9">商品</word>
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        if line.contains("<page ") { pages.append(PDFPage()) }
        guard line.contains("<word "), parts.count == 9 else { continue }
        let box = stride(from: 1, through: 7, by: 2).compactMap { Double(parts[$0]) }
        try #require(box.count == 4 && !pages.isEmpty, "pdftotext wrote a word that cannot be read: \(line)")
        let text = String(parts[8].dropFirst().prefix { $0 != "<" })
        pages[pages.count - 1].words.append(
            PDFPage.Word(text: text, xMin: box[0], yMin: box[1], xMax: box[2], yMax: box[3]))
    }
    return pages
}
