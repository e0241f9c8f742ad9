import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFrame } from "../test/builders/arbitrary-frames.ts";
import { frame, relayProcess, runEnd, runInfo } from "../test/builders/frames.ts";
import { readWhole, writeRecording } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";

/** Of a short recording: its header, its frames, their sum, its end. */
const MEMBERS = 4;

const someFrames = [0, 1, 2].map((index) => frame(index, [relayProcess(index + 1)]));

describe("a recording", () => {
  it("gives back what was written, whatever it was", async () => {
    const directory = await temporaryDirectory();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryFrame, { maxLength: 4 }), async (frames) => {
        const path = join(directory, `${number++}.copyscope`);
        await writeRecording(path, frames);
        expect(await readWhole(path)).toEqual({ info: runInfo(), frames, end: { kind: "whole", end: runEnd() } });
      }),
      { numRuns: 40 },
    );
  });

  it("of more frames than a gzip member holds is read across members", async () => {
    const path = join(await temporaryDirectory(), "long.copyscope");
    const frames = Array.from({ length: 500 }, (_, index) => frame(index, [relayProcess(index)]));
    await writeRecording(path, frames);
    expect(await readWhole(path)).toMatchObject({ frames, end: { kind: "whole" } });
  });

  it("whose recorder was killed holds every frame that was written", async () => {
    const path = join(await temporaryDirectory(), "killed.copyscope");
    await writeRecording(path, someFrames, runInfo(), null);
    expect(await readWhole(path)).toEqual({
      info: runInfo(),
      frames: someFrames,
      end: { kind: "ended-early", note: expect.stringContaining("ended early, after 3 whole intervals") },
    });
  });

  it("cut at any byte gives its whole frames or a sentence, and never says that it is whole", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "whole.copyscope");
    await writeRecording(path, someFrames);
    const bytes = await readFile(path);
    const counts = new Set<number>();
    for (let length = 0; length < bytes.length; length++) {
      const cut = join(directory, "cut.copyscope");
      await writeFile(cut, bytes.subarray(0, length));
      const read = await readWhole(cut);
      if (typeof read === "string") {
        expect(read).toContain("is not a recording that can be read");
        continue;
      }
      counts.add(read.frames.length);
      expect(read.frames).toEqual(someFrames.slice(0, read.frames.length));
      // Behind the last line stand only the flush's marker (5 bytes), an empty block (2) and the checksum (8).
      if (length < bytes.length - 15) expect(read.end.kind).toBe("ended-early");
    }
    expect(counts).toEqual(new Set([0, 1, 2, 3]));
  });

  it("with one bit flipped is refused, or gives nothing but frames as they were", async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, "whole.copyscope");
    await writeRecording(path, someFrames);
    const bytes = await readFile(path);
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const other = join(directory, "flipped.copyscope");
      await writeFile(other, flipped);
      const read = await readWhole(other);
      if (typeof read === "string") expect(read).toContain(`'${other}'`);
      else if (read.end.kind === "whole") expect(read.frames).toEqual(someFrames);
      else if (read.end.kind === "ended-early") expect(read.frames).toEqual(someFrames.slice(0, read.frames.length));
      if (typeof read === "string" || read.end.kind === "damaged") refused++;
    }
    // All but some ten a member: the gzip header's time stamp, the markers of a flush.
    expect(refused).toBeGreaterThan(bytes.length - 10 * MEMBERS);
  });
});
