/// The page of variables of one service, as Markdown.
package enum ConfigurationPage {
    package static func render(service: String, _ entries: [any ConfigurationEntry]) -> String {
        let rows = entries.map { entry in
            let documentation = entry.documentation
            let secret =
                documentation.isSecret ? " Secret: may also come from the file that `\(entry.name)_FILE` names." : ""
            let fallback = documentation.defaultText.map { "`\($0)`" } ?? "**required**"
            return "| `\(entry.name)` | \(escaped(documentation.meaning))\(secret) | \(escaped(documentation.allowed)) "
                + "| \(escaped(fallback)) | `\(escaped(documentation.example))` |"
        }
        return """
            ## \(service)

            | variable | meaning | must be | default | example |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
