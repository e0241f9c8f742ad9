/**
 * A copyscope that a test handles while it runs: its processes by their part, signals, and what it leaves behind.
 * Everything it starts carries a mark in the environment, by which it is found wherever it went.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { COPYSCOPE } from "./copyscope.ts";

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** As whom it acts. */
  readonly uid: number;
  /** `Z` for a zombie, `T` for one that is stopped. */
  readonly state: string;
  readonly started: string;
  readonly comm: string;
  readonly line: string;
}

export type Part = "tracer" | "unprivileged part" | "bpftrace" | "guardian" | "launcher";

/** copyscope hands on what begins so through sudo. */
export const MARK = "COPYSCOPE_TEST_RUN";

export class Run {
  readonly #mark = randomUUID();
  readonly process: ChildProcess;
  /** The exit status; 128 where a signal ended it. Standard output and error are complete then. */
  readonly ended: Promise<number>;
  stdout = "";
  stderr = "";
  readonly #seen = new Map<string, SeenProcess>();

  /** `command`: how copyscope is started with the mark, where not as this user by its own path. */
  constructor(
    argv: readonly string[],
    env: Record<string, string> = {},
    command: (mark: Readonly<Record<string, string>>) => readonly string[] = () => COPYSCOPE,
  ) {
    const [program = "", ...words] = command({ [MARK]: this.#mark });
    this.process = spawn(program, [...words, ...argv], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env, [MARK]: this.#mark },
    });
    this.process.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => this.process.once("close", (code) => resolve(code ?? 128)));
  }

  /** What carries the mark, or has carried it and has not ended yet. A zombie has ended. */
  alive(): readonly SeenProcess[] {
    for (const process of processes()) {
      if (environmentOf(process.pid).includes(`${MARK}=${this.#mark}`)) {
        this.#seen.set(`${process.pid} ${process.started}`, process);
      }
    }
    const alive = new Map(processes().map((process) => [`${process.pid} ${process.started}`, process]));
    return [...this.#seen.keys()].flatMap((key) => alive.get(key) ?? []);
  }

  /** The process that plays this part, as soon as it is there. */
  async part(part: Part): Promise<number> {
    return await until(() => this.find(part), part);
  }

  find(part: Part): number | null {
    return this.alive().find((process) => plays(process, part, this.process.pid ?? 0))?.pid ?? null;
  }

  /** Waits until the command or copyscope has said this. */
  async says(text: string): Promise<void> {
    await until(() => this.stdout.includes(text) || this.stderr.includes(text), `'${text}'`).catch((error: Error) => {
      throw new Error(`${error.message}; it said ${JSON.stringify(this.stderr)}`);
    });
  }
}

function plays({ pid, parent, comm, line }: SeenProcess, part: Part, tracer: number): boolean {
  switch (part) {
    case "tracer":
      return pid === tracer;
    case "unprivileged part":
      return parent === tracer && line.includes("/main.js ");
    case "bpftrace":
      return comm === "bpftrace" && line.includes("json");
    case "guardian":
      return line.includes("copyscope-guardian") && parent === tracer;
    case "launcher":
      return line.includes("COPYSCOPE_GATE");
  }
}

function processes(): readonly SeenProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const close = stat.lastIndexOf(")");
      const [state = "", parent = "", ...rest] = stat.slice(close + 2).split(" ");
      if (state === "Z" || state === "X") return [];
      const line = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      const comm = stat.slice(stat.indexOf("(") + 1, close);
      const uid = statSync(`/proc/${name}`).uid;
      return [{ pid: Number(name), parent: Number(parent), uid, state, started: rest[17] ?? "", comm, line }];
    } catch {
      return [];
    }
  });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

const LOOK_MS = 20;

/** Looks again and again until there is something; throws when it takes longer than `milliseconds`. */
export async function until<T>(
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  what: string,
  milliseconds = 30_000,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
