package import PostgresClient

/// Tells the owner of a lane, in whatever process, that something was left for it in the database.
package enum LaneCall {
    /// Channels are the whole database's: the schema tells services apart.
    package static func channel(ofSchema schema: String) -> String { "lane.\(schema)" }

    /// To be run in the schema's session; heard when its transaction commits.
    package static func statement(for lane: Int) -> SQL {
        "SELECT pg_notify('lane.' || current_schema(), \("\(lane)"))"
    }
}
