/**
 * What the tracer and its probes say to each other before frames begin: are you attached, forget what you have counted so
 * far, how many names have you heard. It reads bpftrace's lines until then, and hands them over.
 */
import type { BpftraceProcess } from "./bpftrace-process.ts";
import { askHeard, askReady, forgetBeginning } from "./control-calls.ts";

/** How bpftrace ended: its status or signal, and its errors. */
export interface BpftraceEnd {
  readonly status: string;
  readonly errors: string;
}

/** Who takes bpftrace's lines when frames begin. */
interface LineTaker {
  line(line: string): void;
  /** bpftrace has ended. */
  lost(end: BpftraceEnd): void;
}

const ATTACH_TIMEOUT_MS = 30_000;
/** A word to the probes can go unheard on a busy processor (probes/control.bt), so each is said again. */
const ASK_AGAIN_MS = 20;
/** How long the probes may take to answer. */
const ANSWER_MS = 5_000;
/** How many lines that are no JSON bpftrace may print before the probes are attached. */
const STRANGE_LINES = 1000;

export class Conversation {
  /** Settled when all probes are attached and have forgotten what they counted meanwhile, or when they never will be. */
  readonly attached: Promise<"ready" | "timeout" | BpftraceEnd>;
  readonly #bpftrace: BpftraceProcess;
  readonly #halves = new Set<string>();
  #settle!: (outcome: "ready" | "timeout" | BpftraceEnd) => void;
  #asking: NodeJS.Timeout;
  #strange = 0;
  #begun = false;
  /** How bpftrace ended, if it did. */
  #end: BpftraceEnd | null = null;
  /** Waits for the answer to askHeard. */
  #heard: ((words: number | null) => void) | null = null;
  /** What came between the beginning and the hand-over. */
  #early: string[] = [];
  #taker: LineTaker | null = null;

  /** Begins to ask, and takes bpftrace's lines, which nobody else may have taken. */
  constructor(bpftrace: BpftraceProcess) {
    this.#bpftrace = bpftrace;
    this.#asking = setInterval(askReady, ASK_AGAIN_MS);
    const timeout = setTimeout(() => this.#settle("timeout"), ATTACH_TIMEOUT_MS);
    this.attached = new Promise((resolve) => {
      this.#settle = (outcome) => {
        clearInterval(this.#asking);
        clearTimeout(timeout);
        resolve(outcome);
      };
    });
    bpftrace.onLine((line) => (this.#taker === null ? this.#line(line) : this.#taker.line(line)));
    void bpftrace.exited.then((end) => {
      this.#end = end;
      this.#settle(end);
      this.#heard?.(null);
      this.#taker?.lost(end);
    });
  }

  /** How many words the probes have heard; null where they do not answer. */
  howManyHeard(): Promise<number | null> {
    return new Promise((resolve) => {
      const again = setInterval(askHeard, ASK_AGAIN_MS);
      const timeout = setTimeout(() => this.#heard?.(null), ANSWER_MS);
      this.#heard = (words) => {
        clearInterval(again);
        clearTimeout(timeout);
        this.#heard = null;
        resolve(words);
      };
      askHeard();
    });
  }

  /** Waits for no answer any more. */
  giveUp(): void {
    this.#heard?.(null);
  }

  /** From here on somebody else takes the lines, first those that have come already. */
  handOver(taker: LineTaker): void {
    this.#taker = taker;
    // It can have ended while the scope was being named.
    if (this.#end !== null) taker.lost(this.#end);
    else for (const line of this.#early.splice(0)) taker.line(line);
  }

  #line(line: string): void {
    const heard = /"heard (\d+)\\n"/.exec(line)?.[1];
    if (heard !== undefined) {
      this.#heard?.(Number(heard));
      return;
    }
    if (this.#begun) {
      this.#early.push(line);
      return;
    }
    if (!line.startsWith("{") && ++this.#strange === STRANGE_LINES) {
      this.#bpftrace.kill("it prints what bpftrace does not");
    }
    const half = /"ready ([12])\\n"/.exec(line)?.[1];
    if (half !== undefined && this.#halves.size < 2 && this.#halves.add(half).size === 2) {
      clearInterval(this.#asking);
      forgetBeginning();
      this.#asking = setInterval(forgetBeginning, ASK_AGAIN_MS);
    }
    if (line.includes('"begun\\n"')) {
      this.#begun = true;
      this.#settle("ready");
    }
  }
}
