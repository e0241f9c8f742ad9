import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { frame, runInfo } from "../test/builders/frames.ts";
import { readWhole } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";

const header = JSON.stringify({ schema: "copyscope-recording/1", info: runInfo() });

async function reading(content: string | Buffer): Promise<Awaited<ReturnType<typeof readWhole>>> {
  const path = join(await temporaryDirectory(), "file");
  await writeFile(path, content);
  return await readWhole(path);
}

const zipped = (...lines: readonly string[]) => gzipSync(lines.map((line) => `${line}\n`).join(""));

describe("a file that is no recording is refused with a sentence that says why", () => {
  it("when it is not there", async () => {
    expect(await readWhole("/nowhere/at/all")).toBe(
      "cannot read '/nowhere/at/all': it, or a directory on the way to it, does not exist.",
    );
  });
  it("when it is a directory", async () => {
    expect(await readWhole("/tmp")).toBe("cannot read '/tmp': it is a directory.");
  });
  it("when it is empty", async () => {
    expect(await reading("")).toContain("ends before its first line is whole");
  });
  it("when it is not gzip", async () => {
    expect(await reading("hello\n")).toContain("it is not gzip-compressed");
    expect(await reading(Buffer.alloc(100_000))).toContain("it is not gzip-compressed");
  });
  it("when it is gzip of something else", async () => {
    expect(await reading(zipped("\u001b[2Jroot:x:0:0"))).toContain(
      'is not a copyscope recording: its first line is "\\u001b[2Jroot:x:0:0"',
    );
  });
  it("when a later copyscope wrote it", async () => {
    expect(await reading(zipped('{"schema":"copyscope-recording/3"}'))).toContain(
      "is in the format copyscope-recording/3, and this copyscope reads up to copyscope-recording/2",
    );
  });
  it("when its header lacks something", async () => {
    expect(await reading(zipped('{"schema":"copyscope-recording/1","info":{}}'))).toContain(
      "has a damaged header: info.host: ",
    );
  });
  it("when one line would fill memory", async () => {
    expect(await reading(gzipSync(Buffer.alloc(65 * 2 ** 20, "a")))).toContain("a line of more than 64 MiB");
  });
});

describe("a recording with a wrong line is damaged, and says after which frame", () => {
  const good = JSON.stringify({ frame: frame(0) });
  it.each([
    ["no JSON", "{", "a line is not JSON"],
    ["a line of another kind", '{"fame":1}', "a line holds none of frame, end"],
    ["a line that is null", "null", "a line holds none of frame, end"],
    ["a frame without its parts", '{"frame":{"start":1}}', "end: Invalid input"],
    [
      "a negative count",
      JSON.stringify({ frame: frame(1) }).replace('"unmatched":0', '"unmatched":-1'),
      "trust.unmatched",
    ],
    [
      "a count that is not whole",
      JSON.stringify({ frame: frame(1) }).replace('"unmatched":0', '"unmatched":0.5'),
      "trust.unmatched",
    ],
    [
      "a count beyond 2^53",
      JSON.stringify({ frame: frame(1) }).replace('"unmatched":0', '"unmatched":1e300'),
      "trust.unmatched",
    ],
  ])("%s", async (_, line, reason) => {
    const read = await reading(zipped(header, good, line));
    expect(read).toMatchObject({ frames: [frame(0)], end: { kind: "damaged" } });
    if (typeof read !== "string" && read.end.kind === "damaged") {
      expect(read.end.message).toContain("is damaged after frame 1: ");
      expect(read.end.message).toContain(reason);
    }
  });
});

describe("a file that may not be read", () => {
  it.skipIf(process.getuid?.() === 0)("is said to be so", async () => {
    const path = join(await temporaryDirectory(), "secret");
    await writeFile(path, "");
    await chmod(path, 0);
    expect(await readWhole(path)).toContain("permission is denied");
  });
});
