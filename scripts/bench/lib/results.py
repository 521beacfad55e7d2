"""The lines that scripts/bench/run leaves: part, contender, round, load, metric, value, with tabs between."""
import statistics


class Results:
    def __init__(self, path):
        self.lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]

    def about(self):
        return next((line[1] for line in self.lines if line[0] == "about"), "")

    def parts(self):
        return list(dict.fromkeys(line[0] for line in self.lines if line[0] != "about"))

    def contenders(self, part):
        return list(dict.fromkeys(line[1] for line in self.lines if line[0] == part))

    def rates(self):
        """Loads that are rates, ascending."""
        return sorted({line[3] for line in self.lines if line[3].isdigit()}, key=int)

    def by_round(self, part, contender, load, metric):
        return {line[2]: float(line[5]) for line in self.lines
                if line[:2] == [part, contender] and line[3:5] == [load, metric] and line[5] not in ("-", "", "null")}

    def values(self, part, contender, load, metric):
        return list(self.by_round(part, contender, load, metric).values())

    def median(self, part, contender, load, metric):
        values = self.values(part, contender, load, metric)
        return statistics.median(values) if values else None

    def pairs(self, part, one, other, load, metric):
        """The ratio of one to the other in each round that has both."""
        ones, others = self.by_round(part, one, load, metric), self.by_round(part, other, load, metric)
        return [ones[key] / others[key] for key in ones if others.get(key)]
