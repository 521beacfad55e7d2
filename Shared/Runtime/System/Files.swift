internal import Glibc

/// Why a file could not be read; never says what is in it.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "cannot read \(path): \(reason)" }
}

/// The content of a file of at most `bytesMax` bytes. Blocks: for start-up and for `/proc`.
package func readFile(_ path: String, bytesMax: Int = 1 << 20) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, reason: systemMessage()) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while content.count <= bytesMax {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileError(path: path, reason: systemMessage()) }
        if count == 0 { return content }
        content += chunk[..<count]
    }
    throw FileError(path: path, reason: "it is larger than \(bytesMax) bytes")
}

private func systemMessage() -> String { unsafe String(cString: strerror(errno)) }
