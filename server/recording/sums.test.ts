import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { RunEnd } from "../model/frame.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { frame, relayProcess, runEnd } from "../test/builders/frames.ts";
import { writeRecording } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { openRecording } from "./read-recording.ts";

interface Read {
  readonly report: Report;
  readonly end: RunEnd | string;
}

/** A recording's report and how it ended, from its frames or from its sums; a string where it cannot be read. */
async function read(path: string, by: "frames" | "sums"): Promise<Read | string> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened.message;
  const { info, frames } = opened.recording;
  const accumulator = new ReportAccumulator(info);
  const source = by === "frames" ? frames : opened.recording.sums();
  for (;;) {
    const next = await source.next();
    if (!next.done) {
      if ("frame" in next.value) accumulator.add(next.value.frame, next.value.count);
      else accumulator.add(next.value);
      continue;
    }
    if (next.value.kind === "damaged") return next.value.message;
    const end = next.value.kind === "whole" ? next.value.end : next.value.note;
    return { report: accumulator.report(null), end };
  }
}

const minutes = Array.from({ length: 500 }, (_, index) =>
  frame(index, [relayProcess(index), relayProcess(3, { id: 2 })]),
);

describe("a recording's sums", () => {
  it("say what its frames say", async () => {
    const path = join(await temporaryDirectory(), "long");
    await writeRecording(path, minutes);
    const whole = await read(path, "sums");
    expect(whole).toEqual(await read(path, "frames"));
    expect(whole).toMatchObject({ report: { recording: { frames: 500 } }, end: runEnd() });
  });

  it("say what its frames say when the recorder was killed, wherever", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "long");
    await writeRecording(path, minutes.slice(0, 260));
    const bytes = await readFile(path);
    const cut = join(directory, "cut");
    for (let length = bytes.length - 1; length > 0; length -= 97) {
      await writeFile(cut, bytes.subarray(0, length));
      expect(await read(cut, "sums"), `${length} of ${bytes.length} bytes`).toEqual(await read(cut, "frames"));
    }
  });

  it("never say anything else when a bit was flipped", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "long");
    await writeRecording(path, minutes.slice(0, 250));
    const good = (await read(path, "sums")) as Read;
    const bytes = await readFile(path);
    const flipped = join(directory, "flipped");
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 41) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(flipped, other);
      const seen = await read(flipped, "sums");
      if (typeof seen === "string") refused++;
      // Damage in the end reads as a recording that ended early; its figures are still those that were written.
      else expect(seen.report, `byte ${at}`).toEqual(good.report);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe("a recording of format 1", () => {
  const path = fileURLToPath(new URL("fixtures/format-1.copyscope", import.meta.url));

  it("is read as it was written", async () => {
    const seen = (await read(path, "frames")) as Read;
    expect(seen.report.recording).toMatchObject({ host: expect.any(String), bpftrace: "0.17.0", detail: "full" });
    const dd = seen.report.processes.find(({ command }) => command === "dd");
    expect(dd?.flows).toContainEqual(
      expect.objectContaining({ operation: "write", to: "null", calls: 100, bytes: 100 * 65536 }),
    );
    expect(dd?.threads).toHaveLength(1);
    expect(seen.end).toMatchObject({ reason: "command-exited", exitCode: 0 });
    expect(await read(path, "sums")).toEqual(seen);
  });
});
