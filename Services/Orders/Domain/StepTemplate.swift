/// Who moves a step of a delivery project (DLV-02).
package enum StepActor: String, Codable, CaseIterable, Sendable {
    case buyer, vendor, system
}

/// A step of a delivery template, as it was at purchase (DLV-01).
package struct StepTemplate: Codable, Hashable, Sendable {
    package let name: String
    package let actor: StepActor
    /// Work goes on only after the buyer has confirmed this step.
    package let needsConfirmation: Bool

    package init(name: String, actor: StepActor, needsConfirmation: Bool) {
        self.name = name
        self.actor = actor
        self.needsConfirmation = needsConfirmation
    }

    /// What an accepted proposal of the crowdsourcing platform is delivered by: it names no template of its own.
    package static let crowdsourcing = [
        StepTemplate(name: "提交需求", actor: .buyer, needsConfirmation: false),
        StepTemplate(name: "实施", actor: .vendor, needsConfirmation: false),
        StepTemplate(name: "确认完成", actor: .vendor, needsConfirmation: true),
    ]
}
