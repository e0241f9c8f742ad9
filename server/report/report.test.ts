import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProcessFrame } from "../model/frame.ts";
import type { Report } from "../model/report.ts";
import { reportFromFrames } from "../model/report-from-frames.ts";
import { reportSchema } from "../model/report-schema.ts";
import { arbitraryFrame, hostileName } from "../test/builders/arbitrary-frames.ts";
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
} from "../test/builders/frames.ts";
import { reportJson } from "./json.ts";
import { reportMarkdown } from "./markdown.ts";
import { reportText } from "./text.ts";

const latency = { read: [0, 0, 0, 0, 0, 0, 0, 30, 500, 900, 100, 1] };

const everyday: Report = reportFromFrames(
  runInfo({ scope: { kind: "command", argv: ["./serve", "it's here"] }, command: ["./serve", "it's here"] }),
  [0, 1, 2, 3].map((index) =>
    frame(
      index,
      [
        relayProcess(800),
        processFrame({
          id: 2,
          pid: 77,
          command: "fast",
          flows: [sendfile(5e8, 3000)],
          syscalls: [syscall("sendfile", 3000)],
        }),
      ],
      { latency, size: latency },
    ),
  ),
  runEnd(),
);

/** Reports in which every string that is not ours is hostile. */
const hostileReport = fc
  .record({
    text: hostileName,
    frames: fc.array(arbitraryFrame, { minLength: 1, maxLength: 4 }),
    missing: fc.boolean(),
  })
  .map(({ text, frames, missing }) => {
    const info = runInfo({
      host: text,
      kernel: text,
      arch: text,
      bpftrace: text,
      copyscope: text,
      scope: { kind: "comm", comm: text },
      command: missing ? null : [text, text],
      missing: [{ part: text, reason: text }],
    });
    const trust = {
      lostEvents: 1,
      mapsFull: [text],
      unmatched: 1,
      inFlightAtStart: 1,
      hiddenThreads: 0,
      skippedRuns: 1,
      skippedInInterrupts: {},
    };
    const gaps = [{ from: 0, to: 1, reason: text }];
    const foreign = [...frames, frame(2000, [relayProcess(99, { command: text })], { trust, gaps })];
    return reportFromFrames(info, foreign, runEnd({ reason: "failed", message: text }));
  });

describe("the text", () => {
  it("reads as a summary that can be pasted into a ticket", async () => {
    await expect(reportText(everyday)).toMatchFileSnapshot("fixtures/everyday.txt");
  });
  it("has no line of more than 100 columns", () => {
    expect(
      Math.max(
        ...reportText(everyday)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });
  it("has bold headings for a terminal, and no other escape", () => {
    const bold = reportText(everyday, { emphasis: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for.
    expect(bold.replaceAll(/\u001b\[(1|22)m/g, "")).toBe(reportText(everyday));
  });
  it("sends a terminal nothing but text and newlines, whatever the names", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        expect(reportText(report).replaceAll("\n", "")).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
      }),
    );
  });
  it("says what was not measured, and never 0 for it", () => {
    const counts = reportFromFrames(
      runInfo({
        detail: "counts",
        missing: [{ part: "page faults", reason: "no tracepoint exceptions:page_fault_user" }],
      }),
      [frame(0, [relayProcess(1, { time: null, pageFaults: null })])],
      runEnd(),
    );
    const text = reportText(counts).replaceAll(/\n {5,}/g, " ");
    expect(text).toContain("CPU time                    not measured");
    expect(text).toContain("at least 4: 2 system calls; page faults not measured");
    expect(text).toContain("page faults: not measured: no tracepoint exceptions:page_fault_user");
  });
  it("counts a flow's failed calls and those that found nothing to do apart, in 100 columns", () => {
    const from = endpoint("file", { filesystem: "ext4" });
    const to = endpoint("tcp", { traits: ["loopback"] });
    const asked = flow({
      operation: "sendfile",
      from,
      to,
      mechanism: "reference",
      calls: 120_000,
      errors: 2,
      again: 40_000,
    });
    const report = reportFromFrames(runInfo(), [frame(0, [processFrame({ flows: [asked] })])], runEnd());
    const lines = reportText(report).split("\n");
    expect(lines.find((line) => line.includes("operation"))).toMatch(/calls +failed +EAGAIN +bytes/);
    expect(lines.find((line) => line.includes("120,000"))).toMatch(/120,000 +2 +40,000 /);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
  it("says why many waits for a CPU are nothing, where they are", () => {
    const text = (runQueueWait: number[]) =>
      reportText(reportFromFrames(runInfo(), [frame(0, [relayProcess(1)], { runQueueWait })], runEnd()));
    const note = "which says 0 where a thread got a CPU as it woke";
    expect(text([9, 0, 0, 3]).replaceAll(/\s+/g, " ")).toContain(note);
    expect(text([1, 0, 0, 3]).replaceAll(/\s+/g, " ")).not.toContain(note);
  });
  it.each([
    ["text", reportText],
    ["Markdown", reportMarkdown],
  ])("says as %s why nothing is told by output", (_, render) => {
    const unmeasured = relayProcess(16, { syscalls: [syscall("io_submit", 1000)] });
    const discarding = processFrame({
      flows: [flow({ from: endpoint("memory"), to: endpoint("null"), mechanism: "discard", copiesPerByte: 0 })],
    });
    const said = (process: ProcessFrame) =>
      render(reportFromFrames(runInfo(), [frame(0, [process])], runEnd())).replaceAll(/\s+/g, " ");
    expect(said(unmeasured)).toContain("unknown: 1,000 calls moved data, or may have, whose bytes are not measured");
    expect(said(unmeasured)).toContain("At least 1.00 MiB delivered");
    expect(said(unmeasured)).toContain("at least what is said");
    expect(said(discarding)).toContain("nothing was delivered");
    const both = processFrame({ flows: [...discarding.flows, flow({ to: endpoint("pipe"), bytes: 88 })] });
    expect(said(both)).toContain("not told: more went to /dev/null than was delivered");
    expect(said(both)).toContain("88 B delivered and 64.0 KiB thrown away");
  });
  it("asks for the scope where nothing that was watched did anything", () => {
    const scope = { kind: "comm", comm: "ngnix" } as const;
    const idle = frame(0, [], { runQueueWait: [] });
    const text = reportText(
      reportFromFrames(runInfo({ scope, command: null }), [idle], runEnd({ reason: "duration", exitCode: null })),
    );
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "Nothing that was watched did anything in 250 ms: is the scope the one that was meant?",
    );
    expect(text).not.toContain("waiting for a CPU");
  });
  it("tells nothing by an output of some bytes, which is not what the work was for", () => {
    const small = (bytes: number) => reportText(reportFromFrames(runInfo(), [frame(0, [echo(bytes)])], runEnd()));
    const echo = (bytes: number) =>
      processFrame({
        id: 1,
        pid: 7,
        command: "echo",
        pageFaults: { user: 60, kernel: 0 },
        syscalls: [syscall("read", 20), syscall("write", 1)],
        flows: [
          flow({ operation: "read", from: endpoint("file"), to: endpoint("memory"), bytes: 2400, calls: 20 }),
          flow({ operation: "write", from: endpoint("memory"), to: endpoint("pipe"), bytes, calls: 1 }),
        ],
      });
    const text = small(38).replaceAll(/\s+/g, " ");
    expect(text).toContain("38 B delivered in 250 ms; the CPU copied 2.38 KiB.");
    expect(text).toContain("CPU copies per output byte 64.2, but only 38 B were delivered: too little to tell by");
    expect(text).not.toContain("per MiB of output");
    expect(small(16_384)).toContain("per MiB of output");
  });
  it("says that it is not complete, and why", () => {
    const lost = frame(0, [], {
      trust: {
        lostEvents: 5,
        mapsFull: [],
        unmatched: 0,
        inFlightAtStart: 0,
        hiddenThreads: 0,
        skippedRuns: 0,
        skippedInInterrupts: {},
      },
    });
    const text = reportText(reportFromFrames(runInfo(), [lost], null));
    expect(text).toContain("NOT COMPLETE");
    expect(text).toContain("5 events lost");
    expect(text).toContain("The recording ended early");
  });
});

describe("the Markdown", () => {
  it("reads as a comment on a pull request", async () => {
    await expect(reportMarkdown(everyday)).toMatchFileSnapshot("fixtures/everyday.md");
  });
  it("keeps its tables, and shows no markup but its own, whatever the names", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const markdown = reportMarkdown(report);
        expect(markdown.replaceAll(/<\/?(code|details|summary)>/g, "")).not.toMatch(/[<>]/);
        for (const table of markdown.split("\n\n").filter((block) => block.startsWith("|"))) {
          const widths = new Set(table.split("\n").map((row) => row.split("|").length));
          expect(widths.size).toBe(1);
        }
      }),
    );
  });
  it.each([
    [0, "0.1"],
    [1, "0.3"],
    [20, "5"],
  ])("says how to record %d intervals again in words that record takes", (frames, seconds) => {
    const each = Array.from({ length: frames }, (_, index) => frame(index));
    const info = runInfo({ scope: { kind: "system" }, command: null });
    const markdown = reportMarkdown(reportFromFrames(info, each, runEnd({ reason: "duration", exitCode: null })));
    expect(markdown).toContain(`copyscope record --system --duration ${seconds}\``);
  });
  it("mentions nobody and links nowhere", () => {
    const report = reportFromFrames(
      runInfo({ host: "@everyone" }),
      [frame(0, [], { gaps: [{ from: 0, to: 1, reason: "see https://example.org @me #1" }] })],
      runEnd(),
    );
    const markdown = reportMarkdown(report);
    expect(markdown).toContain("`@everyone`");
    expect(markdown.replaceAll(/<code>.*?<\/code>|`[^`\n]*`/g, "")).not.toMatch(/[@#]\w|:\/\//);
  });
});

describe("the JSON", () => {
  it("parses to the report, whatever the names", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const json = reportJson(report);
        expect(reportSchema.parse(JSON.parse(json))).toEqual(report);
        expect(json.replaceAll("\n", "")).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      }),
    );
  });
});
