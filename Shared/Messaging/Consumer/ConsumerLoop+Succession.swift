import KafkaClient
import Observability

/// A consumer that librdkafka gave up for good reads nothing any more and joins no group: another one takes its place.
extension ConsumerLoop {
    /// Gives the lanes back as if the group had revoked them.
    func giveUp(because error: KafkaError) async {
        let pause = succession.end(at: monotonic)
        let reason = reason("the consumer was given up for good", error, pause)
        machine.health.brokerFails(reason)
        await releaseLanes()
        await consumer.close(timeoutMs: 0)
        // Once more, because the old one may have had a last word.
        machine.health.brokerFails(reason)
        nextConsumer = monotonic + pause
    }

    /// Waits a moment, or makes the new consumer if it is due.
    func followUp(at due: Int64) async {
        guard monotonic >= due else {
            try? await Task.sleep(for: .milliseconds(100))
            return
        }
        succession.begin(at: monotonic)
        do throws(KafkaError) {
            consumer = try make()
            nextConsumer = nil
            log.info("a new consumer joins the group", ["after_failures": .init(succession.failures)])
        } catch {
            let pause = succession.end(at: monotonic)
            machine.health.brokerFails(reason("no new consumer can be made", error, pause))
            nextConsumer = monotonic + pause
        }
    }

    private func reason(_ what: String, _ error: KafkaError, _ pause: Int64) -> String {
        let remedy =
            error.code == .fencedInstanceID
            ? """
             Another process joined this service's group as '\(machine.configuration.instance)'; if this comes again, it is still alive: end \
            it, or give each process an INSTANCE_ID of its own. A broker that stood still can look like that once.
            """ : ""
        return "\(what); the next one is made after \(pause / 1_000_000_000) s: \(error).\(remedy)"
    }
}
