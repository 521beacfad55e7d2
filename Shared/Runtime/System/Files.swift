internal import Glibc

/// Why a file could not be read; never says what is in it.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "cannot use \(path): \(reason)" }
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

package func fileExists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// Writes a small file whole: beside, then renamed, so that nobody reads half of it.
/// - Parameter mode: permissions, such as 0o600.
package func writeFile(_ text: String, to path: String, mode: UInt32) throws(FileError) {
    let beside = path + ".new"
    let file = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC, mode)
    guard file >= 0 else {
        throw FileError(
            path: path, reason: "it cannot be made (error \(errno)); is the directory there and may it be written?")
    }
    let bytes = Array(text.utf8)
    let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    close(file)
    guard written == bytes.count, unsafe rename(beside, path) == 0 else {
        throw FileError(path: path, reason: "writing failed (error \(errno))")
    }
}
