internal import Glibc

/// Takes the signals that stop a process. All calls belong on the main thread.
enum StopSignals {
    /// Keeps SIGTERM and SIGINT for `wait`, in this thread and all threads begun after it, and makes writing to a closed socket an error
    /// instead of the end of the process.
    static func block() {
        var signals = set()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Blocks the calling thread until one of them comes; gives its number.
    static func wait() -> Int32 {
        var signals = set()
        var received: Int32 = 0
        while unsafe sigwait(&signals, &received) != 0 {}
        return received
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        return signals
    }
}
