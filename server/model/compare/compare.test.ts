import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sectionsMarkdown } from "../../report/markdown.ts";
import { sectionsText } from "../../report/text.ts";
import { arbitraryFrame, hostileName } from "../../test/builders/arbitrary-frames.ts";
import {
  endpoint,
  flow,
  frame,
  processFrame,
  relayProcess,
  runEnd,
  runInfo,
  sendfile,
  syscall,
} from "../../test/builders/frames.ts";
import type { Report } from "../report.ts";
import { reportFromFrames } from "../report-from-frames.ts";
import { changeBetween, spreadOf } from "./change.ts";
import { compareReports, type RunToCompare } from "./compare-reports.ts";
import { comparisonSections } from "./comparison-sections.ts";
import { checkCondition, readCondition } from "./condition.ts";

function run(report: Report, file = "run.copyscope"): RunToCompare {
  return { file, title: null, report };
}

/** A server that sends 16 MiB by read and write; `extra` nanoseconds of CPU time tell its runs apart. */
function relay(extra = 0): RunToCompare {
  const time = { user: 1_000_000, kernel: 90_000_000 + extra, runnable: 4_000_000, blocked: 155_000_000 };
  return run(reportFromFrames(runInfo(), [frame(0, [relayProcess(256, { time })])], runEnd()));
}

/** The same by sendfile, in half the CPU time. */
function zeroCopy(extra = 0): RunToCompare {
  const process = processFrame({
    command: "relay",
    syscalls: [syscall("sendfile", 256)],
    flows: [sendfile(256 * 65536, 256)],
    switches: { voluntary: 256, involuntary: 3 },
    time: { user: 500_000, kernel: 45_000_000 + extra, runnable: 4_000_000, blocked: 200_000_000 },
  });
  return run(reportFromFrames(runInfo(), [frame(0, [process])], runEnd()));
}

const five = (of: (extra: number) => RunToCompare) => [0, 1, 2, 3, 4].map((step) => of(step * 500_000));

describe("a comparison of repeated runs", () => {
  const comparison = compareReports([five(relay), five(zeroCopy)]);
  const figure = (key: string) => comparison.figures.find((each) => each.key === key);

  it("says in one sentence what changed, by how much, and how sure that is", () => {
    expect(comparison.verdicts).toEqual([
      expect.stringMatching(
        /^B has CPU copies per output byte cut from 2\.00 to 0\.00 \(-100%\), mode transitions cut from 64\.9 to 32\.0 per MiB \(-51%\) and CPU time cut from 5\.89 s to 2\.98 s per GiB \(-49%; between -\d+% and -\d+% from run to run\)\. Context switches and delivery do not differ/,
      ),
    ]);
    // 2 of the 252 ways to deal ten runs differ as much
    expect(figure("cpuSecondsPerGiB")?.changes[0]?.chance).toBeCloseTo(2 / 252, 10);
    expect(figure("cpuSecondsPerGiB")?.changes[0]?.outcome).toBe("less");
  });

  it("shows which flows vanished and which appeared", () => {
    expect(comparison.flows.map(({ operation, outcomes }) => [operation, ...outcomes])).toEqual([
      ["read", "vanished"],
      ["write", "vanished"],
      ["sendfile", "appeared"],
    ]);
    expect(comparison.flows.at(-1)?.bytesPerMiB).toEqual([0, 2 ** 20]);
  });
});

describe("a difference", () => {
  it("between single runs is told, and that nobody knows the noise", () => {
    const comparison = compareReports([[relay()], [zeroCopy()]]);
    expect(comparison.figures[0]?.changes[0]).toMatchObject({ outcome: "few", chance: null });
    expect(comparison.verdicts[0]).toContain("With so few runs nobody can say how much of this is chance.");
    expect(comparison.cautions).toContainEqual(expect.stringContaining("record four or more of each"));
  });

  it("that every one of a few runs shows is told, and that chance is not ruled out", () => {
    expect(changeBetween(spreadOf([10, 11, 12]), spreadOf([5, 6, 7]))).toMatchObject({ outcome: "few", chance: 0.1 });
    expect(changeBetween(spreadOf([10, 11, 6]), spreadOf([5, 6, 7]))).toMatchObject({ outcome: "noise" });
  });

  it("that runs of one side have among themselves is noise", () => {
    const change = changeBetween(spreadOf([10, 14, 9, 13]), spreadOf([11, 13, 10, 15]));
    expect(change.outcome).toBe("noise");
    expect(change.chance).toBeGreaterThan(0.5);
  });

  it("below a hundredth is none, however sure", () => {
    const change = changeBetween(spreadOf([1000, 1000, 1001, 1000]), spreadOf([1005, 1005, 1006, 1005]));
    expect(change).toMatchObject({ outcome: "same", chance: expect.closeTo(2 / 70, 10) });
  });

  it("to a run that did not measure it is unknown", () => {
    expect(changeBetween(spreadOf([1, 2]), spreadOf([1, null]))).toMatchObject({ outcome: "unknown", relative: null });
  });

  it("of a side with itself is none, whatever the runs", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 2, maxLength: 6 }), (values) => {
        const change = changeBetween(spreadOf(values), spreadOf(values));
        expect(change.outcome).toBe("same");
        expect(change.chance).toBe(1);
      }),
    );
  });
});

describe("a comparison", () => {
  it("names what else differs", () => {
    const other = reportFromFrames(
      runInfo({ kernel: "6.1.0", detail: "counts" }),
      [frame(0, [relayProcess(16)])],
      null,
    );
    const { cautions } = compareReports([[relay()], [run(other)]]);
    expect(cautions).toEqual([
      "The runs differ in kernel: 6.18.0, 6.1.0.",
      "The runs differ in detail: full, counts.",
      expect.stringContaining("Numbers of 1 run of B may be wrong"),
      expect.stringContaining("The runs delivered unlike amounts (1.00 MiB to 16.0 MiB)"),
      expect.stringContaining("With fewer than four runs a side"),
    ]);
  });

  it("says when so little was delivered that nothing is told by it", () => {
    const echo = processFrame({
      flows: [flow({ from: endpoint("memory"), to: endpoint("pipe"), bytes: 38, calls: 1 })],
    });
    const little = run(reportFromFrames(runInfo(), [frame(0, [echo])], runEnd()));
    expect(compareReports([[little], [little]]).cautions[0]).toBe(
      "Every run delivered very little (at most 38 B): figures per MiB tell of starting and waiting, not of moving data.",
    );
  });

  it("of any reports has renderings, in which foreign names do no harm", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 3 }), hostileName, hostileName, (frames, host, file) => {
        const report = reportFromFrames(runInfo({ host }), frames, runEnd());
        const sections = comparisonSections(compareReports([[relay()], [run(report, file)], [zeroCopy(), zeroCopy()]]));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
        expect(sectionsText(sections)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        expect(sectionsMarkdown(sections, 3, "more")).not.toContain("<script>");
      }),
      { numRuns: 60 },
    );
  });
});

describe("a condition", () => {
  const comparison = compareReports([five(relay), five(zeroCopy)]);
  const check = (text: string) => {
    const read = readCondition(text);
    if (!read.ok) throw new Error(read.message);
    return checkCondition(read.condition, comparison).map(({ side, holds }) => [side, holds]);
  };

  it.each([
    ["copiesPerOutputByte > 0.1", false],
    ["copiesPerOutputByte <= 0", true],
    ["transitionsPerMiB > +10%", false],
    ["transitionsPerMiB < -40%", true],
    ["transitionsPerMiB<-60%", false],
    ["cpuSecondsPerGiB > +0.01", false],
    ["cpuSecondsPerGiB < -0.01", true],
  ])("%s on the second side: %s", (text, holds) => {
    expect(check(text)).toEqual([["B", holds]]);
  });

  it("on what was not measured can be neither", () => {
    const counts = reportFromFrames(runInfo({ detail: "counts" }), [], runEnd());
    const read = readCondition("cpuSecondsPerGiB > 1");
    if (!read.ok) throw new Error(read.message);
    expect(checkCondition(read.condition, compareReports([[relay()], [run(counts)]]))).toEqual([
      { condition: "cpuSecondsPerGiB > 1", side: "B", holds: null, found: "the figure is not known" },
    ]);
  });

  describe("on a change that is no more than runs differ", () => {
    const of = (...milliseconds: number[]) => milliseconds.map((each) => relay(each * 1_000_000));
    const gate = (text: string, first: RunToCompare[], other: RunToCompare[]) => {
      const read = readCondition(text);
      if (!read.ok) throw new Error(read.message);
      return checkCondition(read.condition, compareReports([first, other]))[0];
    };
    const [usual, dearer] = [of(0, 40, 80, 5), of(30, 70, 10, 60)];

    it("takes it for none, and says so", () => {
      expect(gate("cpuSecondsPerGiB > +10%", usual, dearer)).toEqual({
        condition: "cpuSecondsPerGiB > +10%",
        side: "B",
        holds: false,
        found: "+20% (8.70 s per GiB), which is no more than runs differ, so it counts as no change",
      });
      expect(gate("cpuSecondsPerGiB > +0.1", usual, dearer)?.holds).toBe(false);
    });

    it("does not take it for what was asked for", () => {
      expect(gate("cpuSecondsPerGiB > -5%", dearer, usual)?.holds).toBe(true);
    });

    it("goes by the medians all the same where runs are too few to know what they differ", () => {
      expect(gate("cpuSecondsPerGiB > +10%", usual.slice(0, 2), dearer.slice(0, 2))?.holds).toBe(true);
      expect(gate("cpuSecondsPerGiB > +10%", usual.slice(0, 1), dearer.slice(0, 1))?.holds).toBe(true);
    });

    it("looks at a plain bound by the median, whatever runs differ", () => {
      expect(gate("cpuSecondsPerGiB > 8.5", usual, dearer)?.holds).toBe(true);
    });
  });

  it("from nothing to something is more than any percentage", () => {
    const read = readCondition("copiesPerOutputByte > +900%");
    if (!read.ok) throw new Error(read.message);
    const back = compareReports([five(zeroCopy), five(relay)]);
    expect(checkCondition(read.condition, back)).toMatchObject([
      { side: "B", holds: true, found: "from nothing (2.00)" },
    ]);
  });

  it.each([
    ["copies", "is no condition"],
    ["copies > 1", 'There is no figure "copies"'],
    ["transitionsPerMiB > 10%", "needs a sign"],
    ["transitionsPerMiB == 10", "is no condition"],
    ["transitionsPerMiB > ten", "is no condition"],
  ])("%s is refused with a sentence", (text, sentence) => {
    expect(readCondition(text)).toMatchObject({ ok: false, message: expect.stringContaining(sentence) });
  });
});
