/**
 * The short list of tracepoints that a slow bpftrace gets is seen by nobody else, ends with bpftrace however that ends,
 * and is done without where it is refused.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { searchesTracepointList } from "../../bpftrace/dialect.ts";
import { allTracepoints } from "../../probes/sources.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { copyscope } from "./copyscope.ts";
import { Run, until } from "./run.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

const LIST = "/sys/kernel/debug/tracing/available_events";

let shop: Workshop;
beforeAll(() => {
  shop = makeWorkshop();
});
afterAll(() => shop.clean());
beforeEach(() => {
  before = new Set(everybodyWithShortList());
});

const mountsOf = (pid: number | "self") => {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, "utf8");
  } catch {
    return ""; // it has ended
  }
};
const hasShortList = (pid: number) => / \S*\/available_events /.test(mountsOf(pid));
const everybodyWithShortList = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(hasShortList);
/** Another copyscope that runs beside the tests has a bpftrace and a list of its own. */
let before: ReadonlySet<number>;
const withShortList = () => everybodyWithShortList().filter((pid) => !before.has(pid));

describe.each(bpftraceVersions)("bpftrace $version", ({ command, version }) => {
  async function recording(): Promise<{ run: Run; bpftrace: number }> {
    const argv = ["record", "--force", "-o", shop.file("x.copyscope"), "--system"];
    const run = new Run(argv, { COPYSCOPE_BPFTRACE: command });
    onTestFinished(() => {
      for (const { pid } of run.alive()) process.kill(pid, "SIGKILL");
    });
    await run.says("Ctrl-C ends it");
    return { run, bpftrace: await run.part("bpftrace") };
  }

  test("has a short list, where it needs one, that nobody else sees", async () => {
    const { run, bpftrace } = await recording();
    expect(hasShortList(bpftrace)).toBe(searchesTracepointList(version));
    if (searchesTracepointList(version)) {
      const list = readFileSync(`/proc/${bpftrace}/root${LIST}`, "utf8").trim().split("\n");
      expect(list).toEqual(allTracepoints());
      expect(mountsOf(bpftrace)).not.toContain("tracing/options");
    }
    expect(withShortList()).toEqual(searchesTracepointList(version) ? [bpftrace] : []);
    expect(readFileSync(LIST, "utf8").split("\n").length).toBeGreaterThan(500);
    run.process.kill("SIGINT");
    expect(await run.ended).toBe(0);
    await until(() => withShortList().length === 0, "the end of all namespaces");
  });

  test("leaves no list behind when everything is killed", async () => {
    const { run } = await recording();
    const parts = [await run.part("tracer"), await run.part("unprivileged part")];
    for (const pid of parts) process.kill(pid, "SIGKILL");
    await until(() => run.alive().length === 0 && withShortList().length === 0, "the end of all", 2_000);
    expect(mountsOf("self")).not.toContain("available_events");
  });

  test.each([
    ["the namespace", "unshare", "exit 1"],
    ["the mount", "mount", "exit 1"],
  ])("records as well where %s is refused", async (_, program, script) => {
    const folder = shop.file(`without-${program}`);
    mkdirSync(folder, { recursive: true });
    // The wrappers of the matrix need both; what they are called with has their root in it.
    writeFileSync(
      join(folder, program),
      `#!/bin/sh\ncase "$*" in *matrix*|*--rbind*|"--mount sh"*) PATH="\${PATH#*:}" exec ${program} "$@" ;; esac\n${script}\n`,
    );
    chmodSync(join(folder, program), 0o755);
    const ran = await copyscope(["record", "--force", "-o", shop.file("y.copyscope"), "--", "true"], {
      bpftrace: command,
      env: { PATH: `${folder}:${process.env["PATH"]}` },
    });
    expect(ran).toMatchObject({ exitCode: 0 });
  });
});
