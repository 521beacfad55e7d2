internal import Glibc
package import Observability

/// What the process costs, under the names that Prometheus' own clients use.
package func registerProcessMetrics(_ metrics: MetricsRegistry, build: BuildInfo, startEpochSeconds: Double) {
    metrics.gauge("process_start_time_seconds", help: "Start of the process, in seconds since the epoch.").set(
        startEpochSeconds)
    metrics.gauge(
        "build_info", help: "Always 1; the labels say what is running.",
        labels: ["version": build.version, "commit": build.commit]
    ).set(1)
    metrics.onScrape("process_cpu_seconds_total", help: "User and system time used, in seconds.", kind: .counter) {
        [MetricSample(value: cpuSeconds())]
    }
    metrics.onScrape("process_resident_memory_bytes", help: "Resident memory, in bytes.") {
        residentBytes().map { [MetricSample(value: $0)] } ?? []
    }
    metrics.onScrape("process_open_fds", help: "Open file descriptors.") {
        openDescriptorCount().map { [MetricSample(value: Double($0))] } ?? []
    }
    metrics.onScrape("process_max_fds", help: "The most file descriptors the process may open.") {
        [MetricSample(value: descriptorLimit())]
    }
}

private func cpuSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

private func residentBytes() -> Double? {
    guard let content = try? readFile("/proc/self/statm") else { return nil }
    let fields = String(decoding: content, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
}

private func openDescriptorCount() -> Int? {
    guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
    defer { unsafe closedir(directory) }
    var count = 0
    while unsafe readdir(directory) != nil { count += 1 }
    // The two dot entries, and the descriptor of the directory itself.
    return count - 3
}

private func descriptorLimit() -> Double {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return limit.rlim_cur == .max ? .infinity : Double(limit.rlim_cur)
}
