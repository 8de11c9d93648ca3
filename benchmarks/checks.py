"""How fast a check answers, over all exercises: the right answer and every known mistake; and the import."""

import statistics
import subprocess
import sys
import time

from dlcourse import exercises
from dlcourse.grading.grade import grade

ROUNDS = 7


def seconds(function, rounds=ROUNDS):
    """Median time of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    medians = []
    print(f"{'exercise':<24}{'right answer':>14}{'slowest mistake':>17}")
    for lesson in exercises.lessons():
        for name in exercises.names(lesson):
            each = exercises.load(name)
            right = seconds(lambda each=each: grade(each, each.solution))
            wrong = [seconds(lambda each=each, m=m: grade(each, m.answer), 3) for m in each.mistakes if not m.endless]
            medians += [right, *wrong]
            print(f"{name:<24}{right:>12.3f} s{max(wrong):>15.3f} s")
    print(f"median over all answers {statistics.median(medians):.3f} s, slowest {max(medians):.3f} s")
    code = "import time; t = time.perf_counter(); import dlcourse; print(time.perf_counter() - t)"
    imports = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(ROUNDS)]
    print(f"import dlcourse {statistics.median(imports):.3f} s")


if __name__ == "__main__":
    main()
