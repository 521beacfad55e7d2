/// What became of a batch, once every record of it is settled.
package struct BatchOutcome: Sendable {
    package struct Failure: Sendable {
        /// The record's place in the batch.
        package let index: Int
        package let error: KafkaError

        package init(index: Int, error: KafkaError) {
            self.index = index
            self.error = error
        }
    }

    /// Records in the batch.
    package let count: Int
    /// Records refused or not acknowledged, by index. All others below `notSentFrom` are acknowledged.
    package let failures: [Failure]
    /// After a record the client itself refused, none is handed over, so that no key changes its order: this and all
    /// later records were not sent. Equal to `count` otherwise.
    package let notSentFrom: Int

    package init(count: Int, failures: [Failure], notSentFrom: Int) {
        self.count = count
        self.failures = failures
        self.notSentFrom = notSentFrom
    }

    /// `nil`: every record is acknowledged.
    package var firstFailure: Failure? { failures.first }

    /// Why the record at `index` was not acknowledged; `nil` if it was.
    package func error(at index: Int) -> KafkaError? {
        if index >= notSentFrom {
            return KafkaError(.notSent, "not sent, because record \(notSentFrom - 1) of the batch was refused")
        }
        var low = 0, high = failures.count
        while low < high {
            let middle = (low + high) / 2
            if failures[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low < failures.count && failures[low].index == index ? failures[low].error : nil
    }
}
