internal import Synchronization

/// A count that only grows. Keep the object; looking it up in the registry costs a lock.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package func increment(by amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { count.load(ordering: .relaxed) }
}

/// A value that goes up and down.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    package func add(_ delta: Double) { bits.addDouble(delta) }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// Counts observations by size, for latencies and batch sizes.
package final class Histogram: Sendable {
    /// Seconds, from half a millisecond to ten seconds.
    package static let latencySeconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    let upperBounds: [Double]
    private let buckets: [Counter]
    private let sumBits = Atomic<UInt64>(0)

    /// `upperBounds` are inclusive and ascending; one more bucket takes what is larger than all of them.
    package init(upperBounds: [Double] = Histogram.latencySeconds) {
        precondition(zip(upperBounds, upperBounds.dropFirst()).allSatisfy { $0 < $1 }, "histogram bounds must ascend")
        self.upperBounds = upperBounds
        buckets = (0...upperBounds.count).map { _ in Counter() }
    }

    package func observe(_ value: Double) {
        buckets[upperBounds.firstIndex { value <= $0 } ?? upperBounds.count].increment()
        sumBits.addDouble(value)
    }

    package var count: Int { buckets.reduce(0) { $0 + $1.value } }

    package var sum: Double { Double(bitPattern: sumBits.load(ordering: .relaxed)) }

    /// Counts per bucket, each including all smaller ones, the last including everything.
    var cumulativeCounts: [Int] {
        var total = 0
        return buckets.map { bucket in
            total += bucket.value
            return total
        }
    }
}

extension Atomic where Value == UInt64 {
    /// Adds to the floating-point number whose bits are stored.
    fileprivate borrowing func addDouble(_ delta: Double) {
        var old = load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + delta).bitPattern
            let (exchanged, original) = weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}
