import Glibc

func say(_ text: String) {
    print(text)
    fflush(nil)
}

func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Without the libraries' farewells: there is nothing to save, and they wait for clients.
func leave(_ status: Int32) -> Never { _exit(status) }

/// A parent that starts the broker from a thread of a pool hands down a mask that blocks these signals.
func leaveOnTermination() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGTERM, SIGINT] {
        signal(number, endNow)
        unsafe sigaddset(&signals, number)
    }
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
}

private func endNow(_: Int32) { _exit(0) }

func requireFreePort(_ port: Int) throws(BrokerProblem) {
    guard let number = UInt16(exactly: port) else {
        throw BrokerProblem(message: "port \(port) does not exist; choose a lower --port")
    }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var on: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = number.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isFree = unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                && listen(descriptor, 1) == 0
        }
    }
    guard isFree else {
        throw BrokerProblem(
            message: "port \(port) is occupied (another devbroker?); end that process or choose another --port")
    }
}
