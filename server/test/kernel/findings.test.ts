/**
 * Each rule of the findings on a real program that shows what it looks for, and on one that does the same job without.
 * Recordings are shared: the programs run one after the other, each under a name of its own. With this machine's
 * bpftrace only: what the rules read is tested with all of them elsewhere.
 */
import { execFileSync } from "node:child_process";
import { truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../model/report.ts";
import { copyscope, reportOf } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

/** A program and what is found in it. */
type Deeds = Readonly<Record<string, readonly string[]>>;

const MOVING: Deeds = {
  relay: ["relay-through-memory"],
  "sends-file": [],
  proxy: ["socket-relay"],
  splicer: [],
  copier: ["file-copy-through-memory"],
  ranger: ["zero-copy-call-copies"],
  "zc-small": ["zerocopy-falls-back", "zerocopy-too-small"],
  "zc-large": ["zerocopy-falls-back"],
  "zc-none": [],
  "direct-tiny": ["direct-io-small"],
  "direct-large": [],
};

/** Of a file that is large enough. */
const STREAMING: Deeds = { "stream-cold": ["direct-io-candidate"], "stream-hot": [] };

const CROSSING: Deeds = {
  "tiny-writes": ["small-calls"],
  "big-writes": [],
  pieces: ["unjoined-writes"],
  joined: [],
  fields: ["small-socket-reads"],
  whole: [],
  spinner: ["asks-in-vain"],
  "no-event": ["asks-in-vain"],
  poller: [],
  "one-event": ["one-event-a-wait"],
  "many-events": [],
  "one-request": ["one-request-a-submission"],
  "many-requests": [],
  "fresh-memory": ["page-faults-dominate"],
  "old-memory": [],
  "maps-by-fault": ["mapped-reading"],
  "maps-at-once": [],
  crowd: ["waits-for-cpu"],
  loner: [],
};

let workshop: Workshop;
let state: string;
let moving: Report;
let crossing: Report;

/** A command that runs these deeds of a program, one after the other. */
function script(program: string, deeds: Deeds, input: string): string {
  const [path, out] = [workshop.program(program), workshop.file("out")];
  return Object.keys(deeds)
    .map((deed) => `'${path}' ${deed} '${input}' '${out}' || exit 1`)
    .join("\n");
}

async function recorded(text: string, file: string, env: Record<string, string> = {}): Promise<Report> {
  const command = ["sh", "-c", text];
  const ran = await copyscope(["record", "--force", "-o", workshop.file(file), "--", ...command], { env });
  if (ran.exitCode !== 0) throw new Error(`${file}: ${ran.stderr}`);
  return await reportOf(workshop.file(file));
}

beforeAll(async () => {
  workshop = makeWorkshop("/var/tmp");
  state = workshop.file("state");
  const [file, large] = [workshop.file("file"), workshop.file("large")];
  writeFileSync(file, Buffer.alloc(16 * 2 ** 20, "copyscope"));
  execFileSync("sync", [file]);
  writeFileSync(large, "");
  truncateSync(large, 272 * 2 ** 20); // a hole is brought into the page cache as data is
  const calibrated = await copyscope(["calibrate"], { env: { XDG_STATE_HOME: state } });
  if (calibrated.exitCode !== 0) throw new Error(calibrated.stderr);
  const env = { XDG_STATE_HOME: state };
  const moves = [script("sins-moving", MOVING, file), script("sins-moving", STREAMING, large)].join("\n");
  moving = await recorded(moves, "moving.copyscope", env);
  const pingpong = `'${workshop.program("pingpong")}' 20000 '${workshop.file("accounts")}'`;
  const crosses = `${script("sins-crossing", CROSSING, file)}\n${pingpong}`;
  crossing = await recorded(crosses, "crossing.copyscope", env);
});

afterAll(() => workshop?.clean());

/** The rules that speak of the process of this name. That it waited for a CPU may be this machine's other load. */
function rulesOf(report: Report, name: string): readonly string[] {
  const rules = report.findings.filter(({ process }) => process?.command === name).map(({ rule }) => rule);
  return rules.filter((rule) => rule !== "waits-for-cpu" || ["crowd", "loner"].includes(name)).sort();
}

function particularsOf(report: Report, name: string): Record<string, number> {
  const found = report.processes.find(({ command }) => command === name)?.particulars ?? [];
  return Object.fromEntries(found.map(({ name, times }) => [name, times]));
}

test("the recordings are complete", () => {
  expect(moving.trust.reasons).toEqual([]);
  expect(crossing.trust.reasons).toEqual([]);
});

test.each(Object.entries({ ...MOVING, ...STREAMING }))("%s: %j", (name, rules) => {
  expect(moving.processes.map(({ command }) => command)).toContain(name);
  expect(rulesOf(moving, name)).toEqual(rules);
});

test.each(Object.entries({ ...CROSSING, pingpong: ["switch-storm"] }))("%s: %j", (name, rules) => {
  expect(crossing.processes.map(({ command }) => command)).toContain(name);
  expect(rulesOf(crossing, name)).toEqual(rules);
});

describe("what is counted for findings alone", () => {
  test("is exact for completions of zero-copy sends, which loopback copies", () => {
    expect(particularsOf(moving, "zc-small")).toMatchObject({ "zero-copy sends: copied": 2003 });
    expect(particularsOf(moving, "zc-large")).toMatchObject({ "zero-copy sends: copied": 211 });
    expect(Object.keys(particularsOf(moving, "zc-none")).join()).not.toContain("zero-copy");
  });
  test("is exact for events and submissions", () => {
    expect(particularsOf(crossing, "one-event")).toMatchObject({ "epoll_wait: full": 4999 });
    expect(particularsOf(crossing, "many-events")).toMatchObject({ "epoll_wait: some": 4999 });
    expect(particularsOf(crossing, "no-event")).toMatchObject({ "epoll_wait: none": 4999 });
    const many = crossing.processes.find(({ command }) => command === "many-requests");
    expect(many?.particulars).toContainEqual({ name: "io_uring_enter: full", times: 1000, things: 32_000 });
    expect(many?.syscalls).toContainEqual({ name: "io_uring_enter", calls: 1000, errors: 0, again: 0 });
  });
});

test("many processes that each wait a little for a CPU are found in the scope", async () => {
  const program = `'${workshop.program("sins-crossing")}' queue x x`;
  const report = await recorded(program, "queue.copyscope");
  expect(report.findings.filter(({ process }) => process === null).map(({ rule }) => rule)).toEqual(["cpu-contention"]);
  expect(crossing.findings.filter(({ process }) => process === null)).toEqual([]);
});

describe("nginx without sendfile", () => {
  /** Fetches /file from nginx so often, and returns the findings about it that are about what it sends. */
  async function servedBy(scheme: "http" | "https") {
    const folder = workshop.directory;
    const port = await freePort();
    const tls = scheme === "https" ? "ssl" : "";
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    writeFileSync(
      workshop.file("nginx.conf"),
      `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
      events {}
      http {
        access_log off; sendfile off;
        ${temporary.map((name) => `${name}_temp_path ${folder}/nginx-${name};`).join(" ")}
        server {
          listen 127.0.0.1:${port} ${tls}; root ${folder};
          ${tls === "" ? "" : `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;`}
        }
      }`,
    );
    writeFileSync(
      workshop.file("fetch.cjs"),
      `const fetch = () => new Promise((resolve, reject) => {
        const request = require("${scheme}").get("${scheme}://127.0.0.1:${port}/file", { rejectUnauthorized: false });
        request.on("error", reject).on("response", (answer) => answer.on("end", resolve).resume());
      });
      (async () => {
        const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
        for (let left = 100; ; left--) try { await fetch(); break; } catch (error) {
          if (left === 0) throw error;
          await pause(50);
        }
        // What a process has mapped is asked after the frame that found it sending: it must live longer than that.
        for (let i = 0; i < 3; i++) { await fetch(); await pause(500); }
      })();`,
    );
    const text = `nginx -p '${folder}' -c '${folder}/nginx.conf' & server=$!
      '${process.execPath}' '${folder}/fetch.cjs' || exit 1
      kill $server; wait $server`;
    const report = await recorded(text, `${scheme}.copyscope`);
    const rules = ["tls-in-user-space", "relay-through-memory"];
    return report.findings.filter(({ rule, process }) => process?.command === "nginx" && rules.includes(rule));
  }

  test("is a relay with plain HTTP, though it has OpenSSL mapped, and the finding says that it has", async () => {
    const [relay, ...more] = await servedBy("http");
    expect(more).toEqual([]);
    expect(relay?.rule).toBe("relay-through-memory");
    expect(relay?.advice).toContain("has a TLS library mapped");
  });

  test("encrypts in its own memory with HTTPS, which is found, and is no relay", async () => {
    const [key, cert] = [workshop.file("key.pem"), workshop.file("cert.pem")];
    const make = [
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      key,
      "-out",
      cert,
      "-days",
      "1",
      "-subj",
      "/CN=x",
    ];
    execFileSync("openssl", ["req", ...make], { stdio: "ignore" });
    expect((await servedBy("https")).map(({ rule }) => rule)).toEqual(["tls-in-user-space"]);
  });
});

describe("the calibration", () => {
  test("is carried by a recording, whose findings say CPU seconds with an error bar, never more than were spent", () => {
    expect(moving.recording.calibration?.schema).toBe("copyscope-calibration/1");
    const relay = moving.findings.find(({ rule }) => rule === "relay-through-memory");
    const { low = -1, expected = -1, high = -1 } = relay?.saves.cpuSeconds ?? {};
    expect([low, expected, high]).toEqual([low, expected, high].sort((a, b) => a - b));
    expect(expected).toBeGreaterThan(0);
    const { user, kernel } = moving.processes.find(({ command }) => command === "relay")?.totals.timeSeconds ?? {
      user: 0,
      kernel: 0,
    };
    expect(high).toBeLessThanOrEqual(user + kernel);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
