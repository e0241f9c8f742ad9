import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { freeRecordingPath, recordingName } from "./recording-name.ts";

const now = new Date(2026, 0, 2, 3, 4, 5);
const command = (...argv: readonly string[]) => recordingName({ kind: "command", argv }, now);

describe("the name of a recording nobody named", () => {
  it("says what was run and when", () => {
    expect(command("/usr/bin/dd", "if=/dev/zero")).toBe("copyscope-dd-20260102-030405.copyscope");
    expect(recordingName({ kind: "system" }, now)).toBe("copyscope-system-20260102-030405.copyscope");
    expect(recordingName({ kind: "pid", pid: 7 }, now)).toBe("copyscope-pid-7-20260102-030405.copyscope");
  });
  it.each([
    ["a/../..", "command"],
    ["\u001b[2J\n;rm -rf", "2J-rm-rf"],
    ["größe", "gr-e"],
    ["-o", "o"],
    ["x".repeat(300), "x".repeat(40)],
  ])("is a plain file's name for %j too", (argument, part) => {
    expect(command(argument)).toBe(`copyscope-${part}-20260102-030405.copyscope`);
  });
  it("is another one where the first is taken", async () => {
    const directory = await temporaryDirectory();
    const path = async () => await freeRecordingPath(directory, { kind: "system" }, now);
    await writeFile(await path(), "");
    expect(await path()).toBe(join(directory, "copyscope-system-20260102-030405-2.copyscope"));
    await symlink("nowhere", await path());
    expect(await path()).toBe(join(directory, "copyscope-system-20260102-030405-3.copyscope"));
  });
});
