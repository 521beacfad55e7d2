package import Kernel

/// Whether what was decided of persons is decided alike once they are forgotten: then a replay comes to where it came before.
package enum Forgetting {
    /// - Parameter decision: what was decided of the input while everybody was known.
    /// - Returns: what is different; nil if nothing is.
    package static func fault<D: Decider>(_ state: D.State, _ input: D.Input, _ cause: Cause, _ decision: Decision<D>)
        throws -> String?
    {
        var (after, afterwards) = (state, try CanonicalJSON.forgotten(state))
        let again: Decision<D>
        do {
            again = try D.decide(afterwards, try CanonicalJSON.forgotten(input), cause)
        } catch let rejection as Rejection {
            return "what was taken is refused once persons are forgotten: \(rejection.inShort)"
        }
        let known = decision.lines(shown: shown), forgotten = again.lines(shown: shown)
        guard known == forgotten else { return "once persons are forgotten this follows: \(forgotten), not: \(known)" }
        for event in decision.events { D.evolve(&after, event, at: cause.now) }
        for event in again.events { D.evolve(&afterwards, event, at: cause.now) }
        let left = try CanonicalJSON.text(of: CanonicalJSON.forgotten(after))
        let right = try CanonicalJSON.text(of: CanonicalJSON.forgotten(afterwards))
        return left == right ? nil : "once persons are forgotten the state becomes \(right), not \(left)"
    }

    private static func shown(_ value: any Codable) -> String {
        (try? CanonicalJSON.text(of: CanonicalJSON.forgotten(value))) ?? "cannot be coded: \(value)"
    }
}
