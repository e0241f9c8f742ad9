/** The live server from outside: pages over sockets, scripts over HTTP, and those who should not be let in. */

import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FIRST_VIEW, type LiveFrame } from "../model/live/protocol.ts";
import { reportSchema } from "../model/report-schema.ts";
import { frame, relayProcess } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { type LiveWorld, liveWorld } from "../test/builders/live-world.ts";
import { serveLive } from "./server.ts";

let world: LiveWorld;
let index = 0;

beforeEach(async () => {
  world = await liveWorld();
  index = 0;
});
afterEach(async () => await world.close());

async function give(count: number): Promise<void> {
  const before = world.session.history.last?.sequence ?? 0;
  for (let each = 0; each < count; each++) world.captures.now.give(frame(index++, [relayProcess(1)]));
  await inTime(() => expect(world.session.history.last?.sequence).toBe(before + count));
}

/** A request as any program may make it, with headers that fetch would not send. */
async function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly text: string }> {
  return await new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port: world.server.port, path, method, headers, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked.once("error", reject);
    asked.end(body);
  });
}

describe("a page", () => {
  it("that is opened late gets the state, the past and then every frame", async () => {
    await give(700);
    const page = world.page();
    await inTime(() => expect(page.frames()).toBe(700));
    expect(page.states[0]).toMatchObject({ phase: { phase: "running" }, server: world.session.id });
    expect(page.histories.map(({ partsLeft }) => partsLeft)).toEqual([2, 1, 0]);
    expect(page.histories[0]?.frames.at(-1)?.sequence).toBe(700);
    await give(3);
    await inTime(() => expect(page.frames()).toBe(703));
  });

  it("that connects again says what it has, and gets only the rest", async () => {
    await give(50);
    const page = world.page({ server: world.session.id, since: 45 });
    await inTime(() => expect(page.histories).toHaveLength(1));
    expect(page.histories[0]?.frames.map(({ sequence }) => sequence)).toEqual([46, 47, 48, 49, 50]);
    const ofAnotherServer = world.page({ server: "another", since: 45 });
    await inTime(() => expect(ofAnotherServer.frames()).toBe(50));
  });

  it("that selects a process gets its past, its frames and its detail", async () => {
    await give(12);
    const page = world.page();
    const detail = new Promise((resolve) => page.socket.once("process", resolve));
    expect(await page.ask("view", { ...FIRST_VIEW, selected: 1 })).toEqual({ ok: true });
    await inTime(() => expect(page.histories.find(({ process }) => process === 1)?.frames).toHaveLength(12));
    await give(4);
    expect(await detail).toMatchObject({ process: { id: 1, command: "relay" } });
    await inTime(() => expect(page.batches.some(({ focus }) => focus?.process === 1)).toBe(true));
  });

  it("is answered whatever it says, and nothing it says starts a command", async () => {
    const page = world.page();
    expect(await page.ask("scope", { kind: "command", argv: ["true"] })).toMatchObject({ ok: false });
    expect(await page.ask("view", null)).toMatchObject({ ok: false });
    expect(await page.ask("interval", 1)).toMatchObject({ ok: false });
    expect(await page.ask("recording", "stop")).toEqual({ ok: false, message: "No recording is running." });
    expect(await page.ask("mark", { note: "here" })).toEqual({ ok: true });
    expect(await page.ask("detail", "counts")).toEqual({ ok: true });
    expect(world.captures.now.options.detail).toBe("counts");
    page.socket.emit("got", "nonsense" as never);
    (page.socket as Socket).emit("view");
    (page.socket as Socket).emit("no such event");
    expect(await page.ask("mark", { note: "still there" })).toEqual({ ok: true });
  });

  it("of another version of copyscope is told to reload, and a stranger is refused", async () => {
    const told = async (hello: object) =>
      await new Promise((resolve) => world.page(hello).socket.once("connect_error", (error) => resolve(error.message)));
    expect(await told({ protocol: 99 })).toContain("reload");
    expect(await told({ protocol: "x" })).toContain("not copyscope's page");
  });

  it("of another origin, or under a name that can be rebound, cannot connect", async () => {
    const refused = async (headers: Record<string, string>) => {
      const { socket } = world.page({}, { headers });
      await new Promise((resolve) => socket.once("connect_error", resolve));
      socket.disconnect();
    };
    await refused({ origin: "https://evil.example" });
    await refused({ host: "evil.example" });
    expect(world.server.sockets.fanOut.pages.size).toBe(0);
  });
});

describe("200 pages at once", () => {
  it("get every frame, while some stall and some come and go, and nothing is left of them", async () => {
    const steady = Array.from({ length: 150 }, () => world.page());
    const stalled = Array.from({ length: 50 }, () => world.page({}, { answers: false }));
    const { pages } = world.server.sockets.fanOut;
    await inTime(() => expect(pages.size).toBe(200));
    for (let each = 0; each < 10; each++) {
      await give(2);
      for (const { socket } of steady.slice(each * 5, each * 5 + 5)) socket.io.engine.close();
    }
    await inTime(() => expect(pages.size).toBe(200));
    await give(4);
    await inTime(() => expect(steady.slice(60).every((page) => page.frames() === 24)).toBe(true));
    expect(stalled.every(({ batches }) => batches.length <= 2)).toBe(true);
    expect([...pages].every(({ unanswered }) => unanswered <= 2)).toBe(true);
    for (const { socket } of [...steady, ...stalled]) socket.disconnect();
    await inTime(() => expect(pages.size).toBe(0));
  }, 60_000);
});

describe("the HTTP API", () => {
  const json = async <T>(path: string): Promise<T> => JSON.parse((await ask(path)).text) as T;

  it("says the state, the frames in steps, and the report of a window", async () => {
    await give(8);
    expect(await json("/api/state")).toMatchObject({ protocol: 1, phase: { phase: "running" } });
    const { frames } = await json<{ frames: LiveFrame[] }>(`/api/frames?from=${frame(4).start}&step=1000`);
    expect(frames.map(({ merged }) => merged)).toEqual([4]);
    const report = reportSchema.parse(await json(`/api/window?from=${frame(2).start}&to=${frame(5).end}`));
    expect(report.recording.frames).toBe(4);
    expect(report.totals.copiesPerOutputByte).toBe(2);
  });

  it("takes marks from scripts, as JSON, and lists them", async () => {
    const headers = { "content-type": "application/json" };
    const post = async (body: string, more = {}) =>
      await ask("/api/marks", { method: "POST", headers: { ...headers, ...more }, body });
    expect(await post('{"note":"phase 2"}')).toMatchObject({ status: 201 });
    expect(await json("/api/marks")).toMatchObject([{ id: 1, note: "phase 2" }]);
    expect(await post("{}")).toMatchObject({ status: 400 });
    expect(await post("{")).toMatchObject({ status: 400 });
    expect(await post(`{"note":"${"x".repeat(20_000)}"}`)).toMatchObject({ status: 413 });
    expect(await post('{"note":"a"}', { "content-type": "text/plain" })).toMatchObject({ status: 400 });
    expect(await post('{"note":"a"}', { origin: "https://evil.example" })).toMatchObject({ status: 403 });
    expect(await post('{"note":"a"}', { "sec-fetch-site": "cross-site" })).toMatchObject({ status: 403 });
    expect(await post('{"note":"a"}', { origin: `http://127.0.0.1:${world.server.port}` })).toMatchObject({
      status: 201,
    });
  });

  it("lists the processes that can be chosen, this one among them", async () => {
    const processes = await json<readonly { readonly pid: number }[]>("/api/processes");
    expect(processes.some(({ pid }) => pid === process.pid)).toBe(true);
  });

  it("refuses what it does not understand with a sentence", async () => {
    expect(await ask("/api/frames?from=yesterday")).toMatchObject({ status: 400 });
    expect(await ask("/api/window?from=1")).toMatchObject({ status: 400 });
    expect(await ask("/api/window?from=1&to=2")).toMatchObject({ status: 404 });
    expect(await ask("/api/nothing")).toMatchObject({ status: 404, text: expect.stringContaining("message") });
  });
});

describe("the page's files", () => {
  it("come with headers that let nothing else run", async () => {
    await writeFile(join(world.directory, "index.html"), "<!doctype html>");
    const { status, headers } = await ask("/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-powered-by"]).toBeUndefined();
  });

  it("are not given out under a name that could be rebound, nor is anything beside them", async () => {
    expect(await ask("/", { headers: { host: "evil.example" } })).toMatchObject({ status: 421 });
    expect(await ask("/api/state", { headers: { host: "127.0.0.1.evil.example:7411" } })).toMatchObject({
      status: 421,
    });
    for (const host of ["localhost", "127.0.0.1:1", "[::1]:7411", "192.168.1.4"]) {
      expect(await ask("/api/state", { headers: { host } })).toMatchObject({ status: 200 });
    }
    expect((await ask("/../../package.json")).status).toBe(404);
    expect((await ask("/%2e%2e%2fpackage.json")).status).toBeGreaterThanOrEqual(400);
  });
});

describe("a port that is taken", () => {
  it("is a sentence where it was asked for", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const started = await serveLive(world.session, { host: "127.0.0.1", port });
    expect(started).toMatchObject({ ok: false, message: `port ${port} is taken by another program` });
    other.close();
  });
});
