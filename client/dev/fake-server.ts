/**
 * A server that speaks the live protocol and traces nothing. For work on the page without a kernel to watch, for
 * screenshots of every state, and for the page's tests and benchmark, which decide what it says and when.
 */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { Server, type Socket } from "socket.io";
import type { LabAnswer } from "../../server/model/live/lab.ts";
import {
  type Batch,
  FIRST_VIEW,
  LIVE_PATH,
  type LiveFrame,
  type LiveState,
  type PageToServer,
  type ProcessTable,
  type ServerToPage,
  type View,
} from "../../server/model/live/protocol.ts";
import type { FakeRun } from "./fake-run.ts";
import { fakeState } from "./fake-state.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** As strict as the page can live with; the real server's is to be no laxer than it must. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

type PageSocket = Socket<PageToServer, ServerToPage>;

/** Serves a built page from a folder, and the frames of a made-up run: one at each {@link FakeServer.tick}. */
export class FakeServer {
  readonly run: FakeRun;
  state: LiveState = fakeState();
  /** Everything pages asked for, as [event, value]. */
  readonly asked: [string, unknown][] = [];
  /** What GET /api/lab says. */
  lab: LabAnswer = { transfers: [], running: null, last: null };
  /** What GET requests for other paths under /api are answered: JSON, or a JSON value a line. */
  readonly answers = new Map<string, unknown>();
  /** Tables are those of so many seconds before the last frame: a page is to see some, one after the other. */
  secondsAgo = 0;
  /** Pages that connect get no answer. */
  silent = false;
  /** What the next request is answered. */
  answer: { ok: true } | { ok: false; message: string } = { ok: true };
  readonly #views = new Map<PageSocket, View>();
  readonly #http;
  readonly #io: Server<PageToServer, ServerToPage>;
  #batch = 0;
  #ticks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(run: FakeRun, folder: string) {
    this.run = run;
    this.#http = createServer((request, response) => this.#serve(request, response, folder));
    const allowRequest = (_: IncomingMessage, decide: (failure: null, allowed: boolean) => void) => {
      if (!this.silent) decide(null, true);
    };
    this.#io = new Server(this.#http, { path: LIVE_PATH, allowRequest });
    this.#io.on("connection", (socket) => this.#welcome(socket));
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(port, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.stop();
    const closed = this.#io.close();
    this.#http.closeAllConnections();
    await closed;
  }

  /** Cuts every connection, as a server that dies does. */
  cut(): void {
    for (const socket of this.#views.keys()) socket.conn.close();
  }

  setState(changes: Partial<LiveState>): void {
    this.state = { ...this.state, ...changes };
    this.#io.emit("state", this.state);
  }

  /** Makes one frame and sends it. */
  tick(): LiveFrame {
    const frame = this.run.advance();
    this.#ticks++;
    for (const [socket, view] of this.#views) {
      socket.emit("frames", this.#batchFor(view, frame));
      const detail = view.selected === null ? null : this.run.detail(view.selected);
      if (detail !== null) socket.emit("process", detail);
    }
    return frame;
  }

  /** Shows the table of a second later than the last one, if there is one; over once every page has it. */
  async nextSecond(): Promise<void> {
    this.secondsAgo = Math.max(0, this.secondsAgo - 1);
    const taken = [...this.#views].map(async ([socket, view]) => {
      const batch = { number: ++this.#batch, frames: [], focus: null, table: this.#table(view) };
      const got = new Promise<void>((done) => {
        socket.on("got", (number) => number === batch.number && done());
      });
      socket.emit("frames", batch);
      await got;
    });
    await Promise.all(taken);
  }

  #table(view: View): ProcessTable {
    return this.run.table(view, this.secondsAgo);
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), this.run.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #batchFor(view: View, frame: LiveFrame): Batch {
    const focus = view.selected === null ? [] : this.run.focusFrames(view.selected).slice(-1);
    return {
      number: ++this.#batch,
      frames: [frame],
      focus: view.selected === null ? null : { process: view.selected, frames: focus },
      table: this.#ticks % Math.max(1, Math.round(1000 / this.run.intervalMs)) === 0 ? this.#table(view) : null,
    };
  }

  #welcome(socket: PageSocket): void {
    const hello = socket.handshake.auth as { since?: number; view?: View };
    this.#views.set(socket, hello.view ?? FIRST_VIEW);
    socket.emit("state", this.state);
    const news = this.run.frames.filter(({ sequence }) => sequence > (hello.since ?? -1));
    socket.emit("history", { process: null, frames: news, partsLeft: 0 }, () => {});
    if (this.run.frames.length > 0) {
      const table = this.#table(hello.view ?? FIRST_VIEW);
      socket.emit("frames", { number: ++this.#batch, frames: [], focus: null, table });
    }
    socket.on("view", (view, answer) => {
      this.#views.set(socket, view);
      answer({ ok: true });
      if (view.selected !== null) {
        socket.emit(
          "history",
          { process: view.selected, frames: this.run.focusFrames(view.selected), partsLeft: 0 },
          () => {},
        );
        const detail = this.run.detail(view.selected);
        if (detail !== null) socket.emit("process", detail);
      }
      socket.emit("frames", { number: ++this.#batch, frames: [], focus: null, table: this.#table(view) });
    });
    for (const event of ["scope", "detail", "interval", "mark", "recording", "lab"] as const) {
      socket.on(event, (value: unknown, answer: (answer: FakeServer["answer"]) => void) => {
        this.asked.push([event, value]);
        answer(this.answer);
      });
    }
    socket.on("disconnect", () => this.#views.delete(socket));
  }

  #serve(request: IncomingMessage, response: ServerResponse, folder: string): void {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    response.setHeader("Content-Security-Policy", POLICY);
    if (pathname === "/api/lab") {
      this.#json(response, this.lab);
      return;
    }
    if (pathname === "/api/processes") {
      this.#json(response, this.#candidates());
      return;
    }
    if (this.answers.has(pathname)) {
      this.#json(response, this.answers.get(pathname));
      return;
    }
    const path = join(folder, normalize(pathname === "/" ? "/index.html" : pathname));
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
    createReadStream(path).pipe(response);
  }

  #candidates(): unknown {
    return this.run.programs.map(({ pid, command }, index) => ({
      pid,
      parent: 1,
      command,
      cgroup: index % 2 === 0 ? `/system.slice/service-${index}.service` : null,
      cpuSeconds: 100 - index,
    }));
  }

  #json(response: ServerResponse, value: unknown): void {
    response.setHeader("Content-Type", "application/json");
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  }
}
