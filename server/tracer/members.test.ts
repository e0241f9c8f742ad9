import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { CAPTURED_VERSIONS, capturedLines } from "../test/builders/captures.ts";
import { Members } from "./members.ts";

const born = (pid: number) => `{"type": "map", "data": {"@born_a": {"${pid}": [1,26739,0]}}}`;
const gone = (pid: number, times = 1) => `{"type": "map", "data": {"@gone_a": {"${pid}": ${times}}}}`;

function members(...lines: readonly string[]): readonly number[] {
  const seen = new Members();
  seen.add(7);
  for (const line of lines) seen.see(line);
  return seen.alive;
}

describe("the processes of the scope", () => {
  it("come by fork and go by exit", () => {
    expect(members(born(8), born(9))).toEqual([7, 8, 9]);
    expect(members(born(8), gone(7))).toEqual([8]);
    expect(members(born(8), gone(7), gone(8))).toEqual([]);
  });

  it("may be born and gone in one frame", () => {
    expect(members(born(8), gone(8))).toEqual([7]);
  });

  it("may have the number of one that ended in the same frame", () => {
    expect(members(born(7), gone(7))).toEqual([7]);
    expect(members(born(7), gone(7), gone(7))).toEqual([]);
    expect(members(born(7), gone(7, 2))).toEqual([]);
  });

  it("are not changed by any other line", () => {
    const other = ['{"type": "map", "data": {"@calls_a": {"7,156": 1}}}', "", '"@gone_', '"@born_', '"@gone_ {'];
    expect(members(...other)).toEqual([7]);
  });

  it.each(CAPTURED_VERSIONS)("have all gone at the end of a real run with bpftrace %s", (version) => {
    const seen = new Members();
    const lines = capturedLines(version, "counts");
    const first = lines.find((line) => line.includes('"@born_')) ?? "";
    seen.add(Number(/: \[(\d+),/.exec(first)?.[1]));
    for (const line of lines) seen.see(line);
    expect(seen.alive).toEqual([]);
  });

  it("are ended, but for those that may not be, and those that are gone already", async () => {
    const [one, other] = [spawn("sleep", ["60"]), spawn("sleep", ["60"])];
    const over = new Members();
    const ended = spawn("true");
    await once(ended, "exit");
    for (const child of [ended, one, other]) over.add(child.pid ?? 0);
    const exits = once(one, "exit");
    over.signal("SIGKILL", (pid) => pid !== other.pid);
    expect(await exits).toEqual([null, "SIGKILL"]);
    expect(other.exitCode).toBeNull();
    other.kill("SIGKILL");
    await once(other, "exit");
  });
});
