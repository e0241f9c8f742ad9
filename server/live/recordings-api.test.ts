/** Recordings over HTTP, as the page and scripts use them; names and files come from anybody. */
import { once } from "node:events";
import { appendFile, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Comparison } from "../model/compare/comparison.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { FIRST_VIEW, type LiveFrame, type RecordingEntry, type ReplayHead } from "../model/live/protocol.ts";
import type { Report } from "../model/report.ts";
import { readFile as bytesRead, frame, processFrame, runInfo } from "../test/builders/frames.ts";
import { type LiveWorld, liveWorld } from "../test/builders/live-world.ts";
import { writeRecording } from "../test/builders/recordings.ts";
import { serveLive } from "./server.ts";
import { takeUpload } from "./upload.ts";

let world: LiveWorld;
let url: string;

const FRAMES = Array.from({ length: 8 }, (_, index) =>
  frame(index, [processFrame({ id: index % 2, pid: 100 + (index % 2), flows: [bytesRead(1000 + index)] })]),
);
const [FIRST, LAST] = [FRAMES[0], FRAMES.at(-1)];

beforeEach(async () => {
  world = await liveWorld();
  url = `${world.server.url}api/recordings/`;
  await writeRecording(join(world.directory, "run.copyscope"), FRAMES);
});

afterEach(() => world.close());

async function json<T>(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: T }> {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, body: (await response.json()) as T };
}

const names = async () => (await readdir(world.directory)).sort();
const send = (name: string, body: Uint8Array) =>
  json<{ message?: string }>(encodeURIComponent(name), {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: new Blob([new Uint8Array(body)]),
  });
const patch = (name: string, body: object) =>
  json<{ message?: string }>(name, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("recordings as pages", () => {
  it("are a report, and a comparison, each with a policy of its own that runs what was built into it alone", async () => {
    await writeRecording(join(world.directory, "later.copyscope"), FRAMES);
    for (const page of ["run.copyscope/report.html", "../compare.html?of=run.copyscope&of=later.copyscope"]) {
      const response = await fetch(`${url}${page}`);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(response.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'sha256-[^']+';/,
      );
      const html = await response.text();
      const [, data = ""] =
        /<script type="application\/json" id="(?:report|comparison)">(.*)<\/script>/.exec(html) ?? [];
      expect(JSON.parse(data)).toMatchObject({ schema: expect.stringMatching(/^copyscope-(report|comparison)\/1$/) });
    }
  });

  it("compare several runs of each side, with -- between the sides", async () => {
    for (const name of ["a2", "b1", "b2"]) await writeRecording(join(world.directory, `${name}.copyscope`), FRAMES);
    const query = ["run", "a2", "--", "b1", "b2"].map((name) => `of=${name === "--" ? name : `${name}.copyscope`}`);
    const html = await (await fetch(`${url}../compare.html?${query.join("&")}`)).text();
    const [, data = ""] = /<script type="application\/json" id="comparison">(.*)<\/script>/.exec(html) ?? [];
    const { sides } = JSON.parse(data) as Comparison;
    expect(sides.map(({ runs }) => runs.map(({ file }) => file))).toEqual([
      ["run.copyscope", "a2.copyscope"],
      ["b1.copyscope", "b2.copyscope"],
    ]);
    for (const wrong of [
      "of=--&of=run.copyscope",
      "of=run.copyscope&of=a2.copyscope&of=--",
      "of=--&of=--",
      "of=a&of=--&of=--&of=b",
    ]) {
      expect(await json(`../compare.html?${wrong}`), wrong).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining("side") },
      });
    }
  });

  it("are refused with a sentence where there is nothing to show", async () => {
    expect(await json("absent.copyscope/report.html")).toMatchObject({ status: 404 });
    expect(await json("../compare.html?of=run.copyscope")).toMatchObject({ status: 400 });
    expect(await json("../compare.html?of=run.copyscope&of=..%2Fetc")).toMatchObject({ status: 404 });
    await writeFile(join(world.directory, "none.copyscope"), "hello");
    expect(await json("none.copyscope/report.html")).toMatchObject({ status: 422 });
  });
});

describe("recordings", () => {
  it("are listed, described, renamed, downloaded and deleted", async () => {
    expect((await patch("run.copyscope", { title: "before", addTags: ["nginx"] })).status).toBe(200);
    expect((await patch("run.copyscope", { name: "first" })).status).toBe(200);
    const { body } = await json<RecordingEntry[]>("");
    expect(body).toMatchObject([
      { ok: true, summary: { name: "first.copyscope", about: { title: "before", tags: ["nginx"] } } },
    ]);
    const download = await fetch(`${url}first.copyscope`);
    expect(download.headers.get("content-disposition")).toContain("first.copyscope");
    expect(Buffer.from(await download.arrayBuffer())).toEqual(await readFile(join(world.directory, "first.copyscope")));
    expect((await json("first.copyscope", { method: "DELETE" })).status).toBe(200);
    expect(await names()).toEqual([]);
  });

  it("that grow while they are downloaded come as long as was said", async () => {
    const path = join(world.directory, "big.copyscope");
    // More than the two ends of a connection hold.
    await writeFile(path, Buffer.alloc(32 * 2 ** 20));
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(`GET ${new URL(url).pathname}big.copyscope HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    const [head] = (await once(socket, "data")) as [Buffer];
    socket.pause();
    await appendFile(path, Buffer.alloc(1000));
    const rest: Buffer[] = [];
    for await (const chunk of socket) rest.push(chunk as Buffer);
    const answer = Buffer.concat([head, ...rest]);
    expect(answer.length - answer.indexOf("\r\n\r\n") - 4).toBe(32 * 2 ** 20);
    expect(answer.toString("latin1", 0, 1000)).toContain(`Content-Length: ${32 * 2 ** 20}`);
  });

  it("come back as they were sent, and replace nothing", async () => {
    const bytes = await readFile(join(world.directory, "run.copyscope"));
    expect((await send("sent.copyscope", bytes)).status).toBe(201);
    expect(await readFile(join(world.directory, "sent.copyscope"))).toEqual(bytes);
    expect(await send("sent.copyscope", bytes)).toMatchObject({ status: 422, body: { message: /already/ } });
    expect(await names()).toEqual(["run.copyscope", "sent.copyscope"]);
  });

  it.each(["../escaped.copyscope", "a/b.copyscope", ".hidden.copyscope", "x.txt", "a\0.copyscope", "..copyscope"])(
    "cannot be sent as %j",
    async (name) => {
      const bytes = await readFile(join(world.directory, "run.copyscope"));
      expect((await send(name, bytes)).status).toBeGreaterThanOrEqual(400);
      expect(await names()).toEqual(["run.copyscope"]);
    },
  );

  it.each([
    ["no gzip", Buffer.from("hello")],
    ["gzip of something else", gzipSync("hello\n")],
    ["a line without end", gzipSync(Buffer.alloc(300 * 2 ** 20))],
    ["nothing", Buffer.alloc(0)],
  ])("that are %s are refused, and nothing of them is left", async (_, bytes) => {
    const { status, body } = await send("bad.copyscope", bytes);
    expect(status).toBe(422);
    expect(body.message).not.toContain(".upload");
    expect(await names()).toEqual(["run.copyscope"]);
  });

  it("that a killed server left half sent are gone with the next one, and no other file is", async () => {
    const [dead, fresh] = [0, 1].map((each) => `.upload-00000000-0000-4000-8000-00000000000${each}`) as [
      string,
      string,
    ];
    const others = [".upload-notes", fresh, "upload.txt"];
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const name of [dead, ...others]) {
      await writeFile(join(world.directory, name), "half");
      if (name !== fresh) await utimes(join(world.directory, name), hourAgo, hourAgo);
    }
    const next = await serveLive(world.session, { host: "127.0.0.1", port: 0 });
    if (next.ok) await next.server.close();
    expect(await names()).toEqual([...others, "run.copyscope"].sort());
  });

  it("that are damaged, too large, or too long to read are refused", async () => {
    const bytes = await readFile(join(world.directory, "run.copyscope"));
    const flipped = Buffer.from(bytes);
    flipped[Math.floor(bytes.length / 2)] = (flipped[Math.floor(bytes.length / 2)] ?? 0) ^ 0xff;
    expect((await send("flipped.copyscope", flipped)).status).toBe(422);
    const { RecordingStore } = await import("../recording/store/store.ts");
    const { Readable } = await import("node:stream");
    const store = new RecordingStore(world.directory);
    const sent = (limits: { readonly bytes: number; readonly checkMs: number }) =>
      takeUpload(store, "large.copyscope", Readable.from([bytes]), limits);
    expect(await sent({ bytes: 100, checkMs: 1_000 })).toContain("at most");
    expect(await sent({ bytes: 1e9, checkMs: -1 })).toContain("too long");
    expect(await names()).toEqual(["run.copyscope"]);
  });

  it("cannot be reached by links or names that lead elsewhere", async () => {
    const { symlink } = await import("node:fs/promises");
    await symlink("/etc/passwd", join(world.directory, "link.copyscope"));
    for (const name of ["link.copyscope", "..%2f..%2fetc%2fpasswd", "%2e%2e%2frun.copyscope", "absent.copyscope"]) {
      expect((await fetch(`${url}${name}`)).status).toBe(404);
    }
    await writeFile(join(world.directory, "broken.copyscope"), "x");
    expect((await json<RecordingEntry[]>("")).body).toHaveLength(2);
    expect((await json("broken.copyscope/replay")).status).toBe(422);
  });
});

describe("a replay", () => {
  it("draws exactly the frames that a live run of the same frames would draw", async () => {
    const { body } = await json<ReplayHead>("run.copyscope/replay");
    expect(body).toMatchObject({
      from: FIRST?.start,
      to: LAST?.end,
      state: { phase: { phase: "replaying", file: "run.copyscope" }, run: { host: runInfo().host } },
    });
    const text = await (await fetch(`${url}run.copyscope/frames`)).text();
    const frames = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LiveFrame);
    const live = FRAMES.map((each, index) => liveFrameOf(each, { sequence: index + 1, marks: [], process: null }));
    expect(frames).toEqual(JSON.parse(JSON.stringify(live)));
    const ofOne = await (await fetch(`${url}run.copyscope/frames?process=1`)).text();
    expect(JSON.parse(ofOne.split("\n")[1] ?? "")).toMatchObject({ processes: 1 });
  });

  it("has the window's report, and at each moment the table and the details that stood there", async () => {
    const window = await json<Report>(`run.copyscope/window?from=${FRAMES[2]?.start}&to=${FRAMES[3]?.end}`);
    expect(window.body.totals.bytes.input).toBe(1002 + 1003);
    const all = await json<Report>(`run.copyscope/window?from=0&to=${LAST?.end}`);
    expect(all.body.totals.bytes.input).toBe(FRAMES.reduce((sum, _, index) => sum + 1000 + index, 0));
    const view = encodeURIComponent(JSON.stringify({ ...FIRST_VIEW, selected: 1 }));
    const second = await json(`run.copyscope/second?at=${FRAMES[5]?.end}&view=${view}`);
    expect(second.body).toMatchObject({
      table: { from: FRAMES[2]?.start, to: FRAMES[5]?.end, rows: [{ id: 1 }, { id: 0 }] },
      detail: { flows: [{ bytes: 1003 + 1005 }] },
    });
    expect((await json(`run.copyscope/second?at=5&view=${view}`)).status).toBe(404);
    expect((await json("run.copyscope/second?at=5&view=%7B")).status).toBe(400);
  });
});

describe("looking back in a live run", () => {
  it("has the table of that moment too", async () => {
    for (const each of FRAMES) world.captures.now.give(each);
    const view = encodeURIComponent(JSON.stringify(FIRST_VIEW));
    const ask = async () => (await fetch(`${world.server.url}api/second?at=${FRAMES[3]?.end}&view=${view}`)).json();
    await expect
      .poll(ask, { timeout: 15_000 })
      .toMatchObject({ table: { to: FRAMES[3]?.end, rest: { processes: 0 } } });
  });
});
