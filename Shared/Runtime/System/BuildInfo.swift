/// Which build is running. Images set it when they are made.
package struct BuildInfo: Sendable, Hashable {
    package let version: String
    package let commit: String

    package init(version: String, commit: String) {
        self.version = version
        self.commit = commit
    }

    /// From `BUILD_VERSION` and `BUILD_COMMIT`; a build without them was made by hand.
    package init(environment: [String: String]) {
        self.init(
            version: environment["BUILD_VERSION"] ?? "development", commit: environment["BUILD_COMMIT"] ?? "unknown")
    }
}
