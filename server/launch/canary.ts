/**
 * Tells a signal that came from the terminal from one that was sent to copyscope alone: Ctrl-C reaches every
 * process of the foreground group, the command among them, and must not be handed on to it a second time;
 * `kill -INT copyscope` reaches nobody else. Node cannot ask a signal where it comes from, so a process that
 * does nothing sits in the same group, and dies of what is meant for all.
 */
import { type ChildProcess, spawn } from "node:child_process";

/** Both signals are on their way before either is noticed; the longer of two deaths is a few milliseconds. */
const LONGEST_WAIT_MS = 200;

export class Canary {
  #child: ChildProcess | null = null;
  #death: Promise<void> = Promise.resolve();
  #released = false;

  constructor() {
    this.#set();
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Whether a signal that has just arrived here reached the whole process group. */
  async diedToo(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const survived = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), LONGEST_WAIT_MS);
    });
    const died = await Promise.race([this.#death.then(() => true), survived]);
    clearTimeout(timer);
    return died;
  }

  release(): void {
    this.#released = true;
    this.#child?.stdin?.end();
  }

  /** It waits for its standard input to close, which happens however this process ends. */
  #set(): void {
    const child = spawn("/bin/sh", ["-c", "ulimit -c 0; read -r nothing"], { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.on("error", () => {});
    child.unref();
    this.#child = child;
    this.#death = new Promise((resolve) => {
      child.once("error", () => {}); // no process can be made: nothing will ever tell
      child.once("exit", () => {
        resolve();
        // for the next signal; those that wait now hold the promise of this one
        if (!this.#released) setTimeout(() => this.#released || this.#set(), LONGEST_WAIT_MS).unref();
      });
    });
  }
}
