internal import JSON
internal import Kernel

/// What `/health/ready` answers.
func healthPage(_ reports: [HealthReport]) -> (status: Int, json: [UInt8]) {
    let isReady = reports.allSatisfy { $0.status == .ok }
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("status")
    writer.string(isReady ? "ready" : "not ready")
    writer.name("checks")
    writer.beginArray()
    for report in reports { write(report, to: &writer) }
    writer.endArray()
    writer.endObject()
    return (isReady ? 200 : 503, writer.bytes)
}

private func write(_ report: HealthReport, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("name")
    writer.string(report.name)
    writer.name("status")
    switch report.status {
    case .ok: writer.string("ok")
    case .failing(let reason):
        writer.string("failing")
        writer.name("reason")
        writer.string(reason)
    }
    writer.name("since")
    writer.string(report.since.rfc3339)
    writer.endObject()
}
