internal import Glibc

/// Writes whole lines to the process's streams.
package enum StandardStreams {
    /// One `write` per line, so that lines of several threads do not mix. A line that nobody reads any more is dropped.
    package static func writeError(_ bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

    package static func writeOutput(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let rest = bytes[written...]
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}
