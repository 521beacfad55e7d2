import JSON
import Kernel

extension JSONWriter {
    mutating func instant(_ instant: Instant) {
        guard let fields = Instant.Fields(instant) else { return string(instant.rfc3339) }
        plainString(count: 27) { fields.write(to: &$0) }
    }
}
