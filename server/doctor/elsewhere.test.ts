/**
 * The doctor in places where copyscope cannot work, or can only just: really without privilege, really in another
 * namespace. It runs in a process of its own there, compiled, since Node 20 does not run TypeScript.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bpftraceVersions } from "../test/matrix/versions.ts";
import type { DoctorReport } from "./doctor.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".cache", `doctor-${process.pid}`);
const program = join(folder, "ask.mjs");

/** Becomes the user given as second argument once everything is loaded, as nobody may not read a checkout in /root. */
const PROGRAM = `
import { runDoctor } from "./server/doctor/doctor.js";
const [bpftrace, uid] = process.argv.slice(2);
if (uid) {
  process.setgroups([]);
  process.setgid(Number(uid));
  process.setuid(Number(uid));
}
const probes = [{ needs: ["raw_syscalls:sys_enter"], part: null }];
process.stdout.write(JSON.stringify(await runDoctor({ bpftrace, probes, recordings: "/tmp" })));
`;

const NOBODY = "65534";
const MOUNT_TRACEFS = "mountpoint -q /sys/kernel/tracing || mount -t tracefs nodev /sys/kernel/tracing";
const HIDE_TRACEFS = "umount -R /sys/kernel/debug 2>/dev/null; umount /sys/kernel/tracing 2>/dev/null";

/** The doctor's report from behind a command such as `unshare --pid …`. */
function ask(before: readonly string[], bpftrace = "bpftrace", uid = ""): DoctorReport {
  const [command = "", ...args] = [...before, process.execPath, program, bpftrace, uid];
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout) as DoctorReport;
}

/** In a mount namespace of its own, after a line of shell. */
function afterShell(line: string): readonly string[] {
  return ["unshare", "--mount", "sh", "-c", `${line}; exec "$@"`, "sh"];
}

function find(report: DoctorReport, id: string) {
  return report.checks.find((check) => check.id === id);
}

describe.skipIf(process.geteuid?.() !== 0)("the doctor elsewhere", () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    try {
      execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", folder]);
    } catch {
      // Wrong types elsewhere are for `npm run check` to find; the doctor's JavaScript is written all the same.
    }
    writeFileSync(program, PROGRAM);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("fails for a user without privilege, and names sudo", () => {
    const report = ask([], "bpftrace", NOBODY);
    expect(report.ok).toBe(false);
    expect(find(report, "privileges")).toMatchObject({
      status: "fail",
      found: expect.stringContaining(`user ${NOBODY} may not load probes`),
      remedy: expect.stringContaining("Run copyscope with sudo or as root"),
    });
    expect(find(report, "trial")?.status).toBe("skip");
  });

  test("cannot read the tracing files as that user, and says that root can", () => {
    const report = ask(afterShell(MOUNT_TRACEFS), "bpftrace", NOBODY);
    expect(find(report, "tracefs")).toMatchObject({
      status: "skip",
      found: expect.stringMatching(/EACCES.*only root may/),
      remedy: "Run this with sudo to check it.",
    });
  });

  test("fails for a root without capabilities", () => {
    const report = ask(["setpriv", "--bounding-set=-sys_admin,-bpf,-perfmon", "--inh-caps=-all"]);
    expect(find(report, "privileges")).toMatchObject({
      status: "fail",
      found: expect.stringContaining("without CAP_SYS_ADMIN"),
      remedy: expect.stringContaining("--privileged"),
    });
    expect(find(report, "trial")?.status).not.toBe("ok");
  });

  test("fails in another PID namespace", () => {
    const report = ask(["unshare", "--pid", "--fork", "--mount-proc"]);
    expect(find(report, "pid-namespace")).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("--pid=host"),
    });
  });

  // Some systems forbid user namespaces.
  const canUnshareUser = spawnSync("unshare", ["--user", "true"]).status === 0;
  test.skipIf(!canUnshareUser)("fails in a user namespace, where root is nobody's root", () => {
    const report = ask(["unshare", "--user", "--map-root-user"]);
    expect(find(report, "user-namespace")).toMatchObject({ status: "fail" });
  });

  test("warns where the tracing files are not mounted, and leaves it at that", () => {
    const report = ask(afterShell(HIDE_TRACEFS));
    expect(find(report, "tracefs")).toMatchObject({ status: "warn", found: "not mounted" });
    expect(find(report, "tracepoints")?.status).toBe("skip");
    expect(find(report, "trial")?.status).toBe("skip");
    expect(report.ok).toBe(true);
  });

  test.each(bpftraceVersions)("runs a trial program with bpftrace $version ($name)", ({ command }) => {
    const report = ask(afterShell(MOUNT_TRACEFS), command);
    expect(find(report, "trial")).toMatchObject({
      status: "ok",
      found: expect.stringMatching(/^a probe attached and ran, \d+\.\d s/),
    });
    expect(report.ok).toBe(true);
  });
});
