import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { Members } from "./members.ts";

const born = (...pids: readonly number[]) =>
  `{"type": "map", "data": {"@born_a": {${pids.map((pid) => `"${pid}": [1,26739,0]`).join(",")}}}}`;
const gone = (pid: number, times = 1) => `{"type": "map", "data": {"@gone_a": {"${pid}": ${times}}}}`;

async function sleeper(): Promise<ChildProcess & { pid: number }> {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  onTestFinished(() => void child.kill("SIGKILL"));
  return child as ChildProcess & { pid: number };
}

async function ended(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

function having(members: Members, ...lines: readonly string[]): readonly number[] {
  for (const line of lines) members.see(line);
  members.settle();
  return members
    .toString()
    .split(" ")
    .filter(Boolean)
    .map((word) => Number(word.split(":")[0]));
}

describe("the processes of the scope", () => {
  it("come by fork and go by exit", async () => {
    const [one, other] = [await sleeper(), await sleeper()];
    const members = new Members();
    members.add(one.pid);
    expect(having(members, born(other.pid))).toEqual([one.pid, other.pid]);
    one.kill("SIGKILL");
    await once(one, "exit");
    expect(having(members, gone(one.pid))).toEqual([other.pid]);
    expect(members.some).toBe(true);
  });

  it("are not kept when they have ended by the time their birth is told", async () => {
    const members = new Members();
    expect(having(members, born(await ended(), await ended()))).toEqual([]);
    expect(members.some).toBe(false);
  });

  it("may have the number of one that ended before", async () => {
    const reborn = await sleeper();
    expect(having(new Members(), born(reborn.pid), gone(reborn.pid))).toEqual([reborn.pid]);
  });

  it("leave as soon as they have ended, if that takes longer than its telling", async () => {
    const slow = await sleeper();
    const members = new Members();
    expect(having(members, born(slow.pid), gone(slow.pid))).toEqual([slow.pid]);
    slow.kill("SIGKILL");
    await once(slow, "exit");
    expect(having(members)).toEqual([]);
  });

  it("can be asked whether they live, where nobody tells", async () => {
    const silent = await sleeper();
    const members = new Members();
    members.add(silent.pid);
    expect(members.alive()).toEqual([silent.pid]);
    silent.kill("SIGKILL");
    await once(silent, "exit");
    expect(members.alive()).toEqual([]);
  });

  it("are not changed by any other line", async () => {
    const one = await sleeper();
    const members = new Members();
    members.add(one.pid);
    const other = [
      `{"type": "map", "data": {"@calls_a": {"${one.pid},156": 1}}}`,
      "",
      '"@gone_',
      '"@born_',
      '"@gone_ {',
    ];
    expect(having(members, ...other)).toEqual([one.pid]);
  });
});
