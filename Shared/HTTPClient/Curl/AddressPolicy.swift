internal import CCurl
internal import Glibc

/// Which addresses a client may connect to.
package enum AddressPolicy: Sendable {
    case any
    /// Only addresses of the public Internet. For endpoints that outsiders name: they must not reach services inside the cluster.
    /// Checked when connecting, so a host name that resolves to an inner address does not help.
    case publicOnly
}

func isPublicAddress(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
    let bytes = unsafe UnsafeRawBufferPointer(
        start: UnsafeRawPointer(address), count: Int(address.pointee.addrlen) + addressOffset)
    switch unsafe address.pointee.family {
    // A socket address begins with family and port (4 bytes); IPv6 has the flow label before the address (8).
    case AF_INET: return unsafe isPublicIPv4(Array(bytes[(addressOffset + 4)..<(addressOffset + 8)]))
    case AF_INET6: return unsafe isPublicIPv6(Array(bytes[(addressOffset + 8)..<(addressOffset + 24)]))
    default: return false
    }
}

private let addressOffset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0

/// False for private, loopback, link-local, carrier-grade, documentation, benchmark, multicast and reserved addresses.
package func isPublicIPv4(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 4 else { return false }
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): return false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (198, 18...19, _): return false
    case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113): return false
    default: return true
    }
}

/// Only global unicast (2000::/3) without documentation and the transition ranges that embed IPv4 addresses; for mapped addresses the IPv4 address decides.
package func isPublicIPv6(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 16 else { return false }
    if bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]) {
        return isPublicIPv4(Array(bytes.suffix(4)))
    }
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    let isTeredo = bytes.starts(with: [0x20, 0x01, 0, 0]),
        isDocumentation = bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8])
    let is6to4 = bytes.starts(with: [0x20, 0x02])
    return !(isTeredo || isDocumentation || is6to4)
}
