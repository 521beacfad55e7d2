extension HistoryJudge {
    /// The topic of events, against the table.
    mutating func judgePublication() {
        for lane in laneNumbers {
            judgeTopic(lane)
            let last = (evidence.lanes[lane]?.nextNumber ?? 1) - 1, mark = evidence.lanes[lane]?.acknowledged ?? 0
            if mark != last { note(.marked, "lane \(lane): \(mark) of \(last)") }
        }
    }

    private mutating func judgeTopic(_ lane: Int) {
        let events = evidence.events[lane] ?? []
        var places: [String: Int] = [:]
        for (place, event) in events.enumerated() { places[event.id] = place }
        var first: [String: Evidence.Published] = [:]
        var next = 0
        for record in evidence.published[lane] ?? [] {
            guard let place = places[record.id] else {
                note(.nothingElsePublished, "\(record.id) in partition \(lane)")
                continue
            }
            if let known = first[record.id] {
                if known.whole != record.whole { note(.sameCopies, record.id) }
                continue
            }
            first[record.id] = record
            let event = events[place]
            if record.payload != event.payload || record.key != event.account { note(.sameContent, record.id) }
            if place != next {
                note(.publishedInOrder, "\(record.id), number \(place + 1), came where \(next + 1) belongs")
            }
            next = place + 1
        }
        for event in events where first[event.id] == nil { note(.published, "\(event.id) of \(event.cause)") }
    }
}
