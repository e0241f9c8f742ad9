import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { trialFailure } from "./trial-failures.ts";

/** What each situation has to be recognised as, whichever version reports it. */
const MEANINGS: Readonly<Record<string, string>> = {
  "not-root": "bpftrace refuses to run without root's privilege",
  "no-tracefs": "bpftrace does not find the kernel's tracepoints",
  "no-btf": "bpftrace knows nothing of this kernel's types: there is neither BTF nor a header package",
};
const CONFINED = [
  "the kernel refused to load the probe",
  // 0.27 looks before it tries.
  "bpftrace refuses to run without root's privilege",
];

const folder = new URL("./fixtures/trial/", import.meta.url);
const captures = readdirSync(folder).map((file) => ({
  file,
  situation: file.replace(/^[\d.]+-|\.txt$/g, ""),
  text: readFileSync(new URL(file, folder), "utf8"),
}));

describe("what bpftrace said when it failed", () => {
  test("was captured from three versions", () => {
    expect(new Set(captures.map(({ file }) => file.slice(0, 4)))).toEqual(new Set(["0.17", "0.23", "0.27"]));
  });

  test.each(captures)("becomes a sentence with a remedy: $file", ({ situation, text }) => {
    const { found, remedy } = trialFailure(text);
    if (situation === "no-capabilities") expect(CONFINED).toContain(found);
    else expect(found).toBe(MEANINGS[situation]);
    expect(remedy).toMatch(/\w+.*\.$/);
  });

  test("is quoted when nobody has seen it before, without the harmless line about RLIMIT_MEMLOCK", () => {
    const text =
      "ERROR: couldn't set RLIMIT_MEMLOCK for bpftrace\nAttaching 3 probes...\nERROR: the moon is full\nmore\n";
    expect(trialFailure(text).found).toBe("bpftrace failed and said: ERROR: the moon is full");
  });

  test("is said to be nothing when it was nothing", () => {
    expect(trialFailure("").found).toBe("bpftrace failed and said: nothing at all");
  });
});
