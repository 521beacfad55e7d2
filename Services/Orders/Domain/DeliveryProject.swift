package import Kernel

/// What a human-service line promises, frozen at payment (DLV-01).
package struct DeliveryTerms: Codable, Hashable, Sendable {
    package let orderID: String
    package let buyer: String
    package let vendorID: String
    package let productName: String
    /// Pieces that the one project delivers.
    package let quantity: Int
    package let steps: [StepTemplate]

    init(of line: OrderLine, in order: OrderState) {
        orderID = order.id
        buyer = order.buyer
        vendorID = order.vendor.id
        productName = line.terms.productName
        quantity = line.terms.quantity
        steps = line.terms.deliverySteps
    }
}

/// Who moves a step: the acting account in the part it plays in this project.
package struct DeliveryActor: Codable, Hashable, Sendable {
    package let role: StepActor
    /// The buyer's account or the vendor's id.
    package let id: String

    package init(role: StepActor, id: String) {
        self.role = role
        self.id = id
    }
}

/// The delivery project of a human-service line. Its id is the line's.
package enum DeliveryProject: Decider {
    /// Of the text in which a buyer says what is wanted (DLV-02).
    package static let requirementLengthMax = 20_000
    /// What a buyer may give the finished work (DLV-03).
    package static let ratings: ClosedRange<Int64> = 1...5

    package enum Status: String, Codable, CaseIterable, Sendable {
        case absent
        case running
        /// The buyer paused it (DLV-07).
        case paused
        /// A refund is being looked at (REF-07).
        case suspended
        /// 已完成
        case completed
        /// The buyer was silent for three months (DLV-09).
        case expired
        case ended
    }

    package enum StepState: String, Codable, CaseIterable, Sendable {
        case notStarted = "not-started"
        case inProgress = "in-progress"
        case awaitingConfirmation = "awaiting-confirmation"
        case done
    }

    package struct Step: Codable, Hashable, Sendable {
        package let template: StepTemplate
        package internal(set) var state = StepState.notStarted
        package internal(set) var startedAt: Instant?
        package internal(set) var finishedAt: Instant?
    }

    /// A point in time that is nearer the longer the project runs; pauses push it away (DLV-07).
    package struct Clock: Codable, Hashable, Sendable {
        package let name: String
        package internal(set) var due: Instant
    }

    package struct State: Codable, Sendable {
        package let id: String
        package internal(set) var status = Status.absent
        package internal(set) var terms: DeliveryTerms?
        package internal(set) var steps: [Step] = []
        package internal(set) var present = 0
        package internal(set) var requirement: Personal?
        package internal(set) var rating: Int?
        package internal(set) var clocks: [Clock] = []
        package internal(set) var haltedAt: Instant?
        /// What a withdrawn refund brings back.
        var statusBeforeRefund: Status?

        package var presentStep: Step? { steps.indices.contains(present) ? steps[present] : nil }
        var isLastStep: Bool { present == steps.count - 1 }
        /// The buyer's first step is where the requirement, the basis of the service, is filed (DLV-02).
        package var requirementStep: Int? { steps.firstIndex { $0.template.actor == .buyer } }
    }

    package enum Input: Codable, Sendable {
        case open(DeliveryTerms)
        case fileRequirement(DeliveryActor, text: Personal)
        case finishStep(DeliveryActor, step: Int)
        /// The rating counts at the last step only (DLV-03).
        case confirm(DeliveryActor, step: Int, rating: Int?)
        case pause(DeliveryActor)
        case resume(DeliveryActor)
        case suspend
        case reopen
        case end
        case clockRang(String)
    }

    package enum Event: Codable, Sendable {
        case opened(DeliveryTerms)
        case requirementFiled(text: Personal)
        case stepStarted(Int)
        case stepFinished(Int, by: StepActor)
        case confirmationAsked(Int)
        case stepConfirmed(Int, by: StepActor, rating: Int?)
        case buyerReminded(day: Int)
        case clocksSet([Clock])
        case paused
        case resumed
        case suspended
        case reopened
        case completed(bySystem: Bool, rating: Int?)
        case expired
        case ended
    }

    package static let kind = "delivery"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .opened(let terms):
            (state.terms, state.status) = (terms, .running)
            state.steps = terms.steps.map { Step(template: $0) }
        case .requirementFiled(let text): state.requirement = text
        case .stepStarted(let index):
            state.present = index
            (state.steps[index].state, state.steps[index].startedAt) = (.inProgress, instant)
        case .stepFinished(let index, _), .stepConfirmed(let index, _, _):
            (state.steps[index].state, state.steps[index].finishedAt) = (.done, instant)
        case .confirmationAsked(let index): state.steps[index].state = .awaitingConfirmation
        case .buyerReminded: break
        case .clocksSet(let clocks): state.clocks = clocks
        case .paused: (state.status, state.haltedAt) = (.paused, instant)
        case .suspended:
            (state.statusBeforeRefund, state.status, state.haltedAt) = (
                state.status, .suspended, state.haltedAt ?? instant
            )
        case .resumed: (state.status, state.haltedAt) = (.running, nil)
        case .reopened:
            state.status = state.statusBeforeRefund ?? .running
            if state.status == .running { state.haltedAt = nil }
        case .completed(_, let rating): (state.status, state.rating) = (.completed, rating)
        case .expired: state.status = .expired
        case .ended: state.status = .ended
        }
    }
}
