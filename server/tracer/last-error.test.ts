import { describe, expect, it } from "vitest";
import { lastError } from "./last-error.ts";

const MEMLOCK = "ERROR: Could not set RLIMIT_MEMLOCK: Operation not permitted (1)";

describe("why bpftrace ended", () => {
  it.each([
    ["", ""],
    [MEMLOCK, ""],
    ["Attaching 20 probes...\n", ""],
    [`${MEMLOCK}\nstdin:3-5: ERROR: tracepoint not found: a:b\nmore\n`, ": tracepoint not found: a:b"],
    ["ERROR: one\nERROR: two\n", ": two"],
    [
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  failed to look up elem: -1\n",
      ": failed to look up elem: -1",
    ],
    [`ERROR: ${"x".repeat(1000)}`, `: ${"x".repeat(300)}`],
  ])("is in its words %j", (errors, why) => {
    expect(lastError(errors)).toBe(why);
  });
});
