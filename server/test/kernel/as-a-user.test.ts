/**
 * copyscope as an ordinary user runs it, in both ways: with sudo before it, and by itself, when it calls sudo. Its
 * command is that user's, as it would be without copyscope; only the tracer is root's.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { MARK, Run, type SeenProcess, until } from "./run.ts";
import { switchAtRest, switchIsAs } from "./switch.ts";
import { type Installed, installForEverybody, makeThrowawayUser, type ThrowawayUser } from "./throwaway-user.ts";

/** What a process has from whoever started it. */
const SHOW = `
id
grep -E '^(Cap|SigIgn|NoNewPrivs|Seccomp:)' /proc/self/status
pwd; umask; ulimit -Sn; ulimit -Sc; cut -d' ' -f 18 /proc/self/stat; ls -l /proc/self/fd | wc -l
`;

/** Asks at the terminal, then waits for Ctrl-C, counts for a second how often it comes, and ends in its own way. */
const INTERRUPTED = `
n=0
trap 'n=$((n+1))' INT
tty; read -r line </dev/tty; echo "typed: $line"
while [ $n -eq 0 ]; do sleep 0.05; done
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done
echo "interrupted $n times"
exit 5
`;

let installed: Installed;
let user: ThrowawayUser;
let before: string;

beforeAll(async () => {
  installed = await installForEverybody();
  user = makeThrowawayUser("SETENV: ALL");
  before = switchAtRest();
  writeFileSync(join(user.home, "show.sh"), SHOW);
  writeFileSync(join(user.home, "interrupted.sh"), INTERRUPTED);
});

afterAll(() => {
  user?.remove();
  installed?.remove();
});

const run = ([program = "", ...words]: readonly string[]) =>
  execa(program, words, { reject: false, stdin: "ignore", timeout: 60_000 });

/** With what a shell may have set before it starts copyscope. */
const SHELL = ["sh", "-c", `umask 027; ulimit -Sn 1000; ulimit -Sc 4; trap '' USR2; exec "$@"`, "sh"];

/** How copyscope is started, and how something else is that is to have from sudo what copyscope's command has. */
const WAYS: readonly (readonly [string, () => readonly string[], () => readonly string[]])[] = [
  [
    "with sudo before it",
    () => ["sudo", "-n", `--preserve-env=${MARK}`, installed.command],
    () => ["sudo", "-n", "-u", user.name],
  ],
  ["by itself, when it calls sudo", () => [installed.command], () => []],
];

describe.each(WAYS)("copyscope %s", (way, copyscope, instead) => {
  const words = (...rest: readonly string[]) => [...user.as({ OWN: "mine" }), ...SHELL, ...copyscope(), ...rest];

  test("runs its command as the user: same identity, capabilities, directory, limits, ignored signals", async () => {
    const without = await run([...user.as({ OWN: "mine" }), ...SHELL, ...instead(), "sh", "show.sh"]);
    const { stdout, exitCode } = await run(words("record", "--force", "-o", "show", "--", "sh", "show.sh"));
    expect(stdout).toBe(without.stdout);
    expect(stdout).toContain(`uid=${user.uid}(${user.name})`);
    expect(stdout).toMatch(/^CapEff:\s+0{16}$/m);
    expect(exitCode).toBe(0);
  });

  test("gives its command the user's environment, has its status, and leaves the user a recording to read", async () => {
    const { stdout, exitCode } = await run(words("record", "--force", "-o", "own", "--", "sh", "-c", "env; exit 42"));
    expect(exitCode).toBe(42);
    const got = Object.fromEntries(stdout.split("\n").map((line) => line.split(/=(.*)/s).slice(0, 2)));
    if (way.startsWith("by itself")) {
      const { PWD, ...environment } = got;
      expect(environment).toEqual({ ...user.environment, OWN: "mine" });
    } else {
      // sudo lets through what its policy says; what it sets to root's is the user's again
      const { HOME, USER, LOGNAME, SHELL } = user.environment;
      expect(got).toMatchObject({ HOME, USER, LOGNAME, SHELL });
      expect(Object.keys(got).filter((name) => /^(SUDO|COPYSCOPE)_/.test(name))).toEqual([]);
    }
    expect(statSync(join(user.home, "own"))).toMatchObject({ uid: user.uid, gid: user.uid });
    const report = await run([...user.as(), installed.command, "report", "own", "--format", "json"]);
    expect(JSON.parse(report.stdout).recording).toMatchObject({ command: ["sh", "-c", "env; exit 42"], exitCode: 42 });
  });

  test("leaves the terminal to its command, which gets Ctrl-C once and makes of it what it will", async () => {
    const command = ["exec", ...copyscope(), "record", "--force", "-o", "terminal", "--", "sh", "interrupted.sh"].join(
      " ",
    );
    const [program = "", ...rest] = [...user.as(), "script", "-qefc", command, "/dev/null"];
    const terminal = execa(program, rest, { reject: false, timeout: 60_000, stdin: "pipe" });
    let shown = "";
    terminal.stdout.on("data", (text) => {
      shown += text;
    });
    await until(() => /\/dev\/pts\/\d+/.test(shown), "the command's terminal");
    terminal.stdin.write("a word\n");
    await until(() => shown.includes("typed: a word"), "what was typed");
    terminal.stdin.write("\x03");
    const { exitCode } = await terminal;
    expect(shown).toContain("interrupted 1 times");
    expect(exitCode).toBe(5);
  });

  test.each(["tracer", "unprivileged part"] as const)("leaves nothing behind when its %s is killed", async (part) => {
    const command = ["sh", "-c", "sleep 100 & setsid sleep 100 & echo running; sleep 100"];
    const killed = new Run(["record", "--force", "-o", "killed", "--", ...command], {}, (mark) => [
      ...user.as(mark),
      ...copyscope(),
    ]);
    onTestFinished(() => {
      for (const { pid } of killed.alive()) process.kill(pid, "SIGKILL");
    });
    await killed.says("running");
    const isTracer = ({ line, uid }: SeenProcess) => /^\S*node \S*main\.js/.test(line) && uid === 0;
    const isOther = ({ line, uid }: SeenProcess) => /^\S*node \S*main\.js/.test(line) && uid === user.uid;
    const tracer = killed.alive().find(isTracer)?.pid ?? 0;
    const other = killed.alive().find(isOther)?.pid ?? 0;
    expect(readFileSync(`/proc/${other}/status`, "utf8")).toMatch(/^CapEff:\s+0{16}$/m);
    process.kill(part === "tracer" ? tracer : other, "SIGKILL");
    await until(() => killed.alive().length === 0, "the end of all processes", 2_000).catch(() =>
      expect(killed.alive()).toEqual([]),
    );
    await until(() => switchIsAs(before), "bpf_stats as it was", 2_000);
  });
});
