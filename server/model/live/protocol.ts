/**
 * What server and page say to each other, in both directions. The server sends values of these types; what the
 * page sends is checked by the schemas in protocol-schemas.ts before anything looks at it. No command can be
 * started from the page: there is no word for it here.
 *
 * A page connects (socket.io, its default path) with `auth: Hello`, and gets `state` and then `history`. From then on
 * `frames` comes once a tick, and the page answers each batch with `got`: who does not answer gets fewer, summed
 * frames, never a queue.
 */

import type { Finding } from "../findings/finding.ts";
import type { Detail, Dma, Gap, Log2Histogram, RunInfo, Scope, Switches, TimeSplit } from "../frame.ts";
import type { Mechanism } from "../mechanism.ts";
import type { RecordingAbout } from "../recording-lines.ts";
import type { ReportFlow, ReportSyscall, ReportThread } from "../report.ts";
import type { Edge, PathNode } from "./data-path.ts";
import type { TransitionCause } from "./syscall-family.ts";

/** A page that speaks another number was loaded before copyscope was replaced: it is told to reload. */
export const LIVE_PROTOCOL = 1;

/** The socket.io path. */
export const LIVE_PATH = "/socket.io";

// ---------------------------------------------------------------------------------------------- frames

/** Bytes by how they moved; a mechanism that moved nothing is left out. */
export type BytesByMechanism = { readonly [M in Mechanism]?: number };

/** Figures of bytes; what each counts stands in totals-bytes.ts. */
export interface LiveBytes {
  readonly byMechanism: BytesByMechanism;
  readonly input: number;
  readonly output: number;
  readonly cpuCopied: number;
  /** Bytes of which nobody knows whether the CPU copied them. */
  readonly unknownCopies: number;
  /** Bytes that went to an endpoint nobody could look up. */
  readonly unknownOutput: number;
  /** Bytes that went to /dev/null or /dev/zero. */
  readonly discarded: number;
}

/** What a scope or a process did. Null: not measured. */
export interface LiveWork {
  readonly bytes: LiveBytes;
  readonly syscalls: number;
  /** Calls and requests that moved data, or may have, of which nobody knows how much (unmeasured-calls.ts). */
  readonly unmeasuredCalls: number;
  /** Mode transitions by cause, two for each system call and each page fault in user mode; causes without any are left out. */
  readonly transitions: { readonly [C in TransitionCause]?: number };
  readonly pageFaults: { readonly user: number; readonly kernel: number } | null;
  readonly switches: Switches | null;
  /** Nanoseconds. */
  readonly time: TimeSplit | null;
}

/**
 * Flows of one operation along one edge, by one mechanism. A row rather than an object, because a frame has
 * many: edges of the data path are sums of these over operations, the operations sums over edges (live-sums.ts).
 */
export type LiveFlow = readonly [
  from: PathNode,
  to: PathNode,
  mechanism: Mechanism,
  operation: string,
  bytes: number,
  calls: number,
  cpuCopied: number,
  unknownCopies: number,
];

/** What could make this frame's numbers wrong; a frame without fault has null instead. */
export interface LiveTrust {
  readonly lostEvents: number;
  readonly mapsFull: readonly string[];
  readonly unmatched: number;
  readonly skippedRuns: number;
}

/** CPU nanoseconds that tracing took, null where unknown. */
export interface LiveCost {
  readonly probes: number | null;
  readonly bpftrace: number | null;
  readonly server: number | null;
  /** bpftrace's and the server's resident memory in bytes. */
  readonly residentBytes: number | null;
}

/** A moment that somebody marked with a note. */
export interface Mark {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly note: string;
}

/**
 * What the charts need of one frame, or of several neighbouring ones summed (`merged` > 1: older history, or a
 * page that fell behind). Counts are differences, so they add up; divide by (end - start) for rates.
 */
export interface LiveFrame {
  /** Rises by one with every frame of this server; of summed frames the last one's. */
  readonly sequence: number;
  readonly merged: number;
  /** Epoch milliseconds. Where `start` is later than the last frame's `end`, there is a gap; `gaps` says why. */
  readonly start: number;
  readonly end: number;
  readonly totals: LiveWork;
  /** Most bytes first. */
  readonly flows: readonly LiveFlow[];
  /** The whole machine's, whatever the scope. */
  readonly dma: Dma;
  /** Nanoseconds, nanoseconds, bytes; all operations together. Trailing empty buckets are cut. */
  readonly runQueueWait: Log2Histogram | null;
  readonly latency: Log2Histogram | null;
  readonly size: Log2Histogram | null;
  /** Processes that did anything. In summed frames: the most in one. */
  readonly processes: number;
  readonly trust: LiveTrust | null;
  readonly cost: LiveCost;
  readonly gaps: readonly Gap[];
  readonly marks: readonly Mark[];
}

/** A row of the process table. */
export interface ProcessRow extends LiveWork {
  /** Unique in a run, where a pid can come twice. */
  readonly id: number;
  readonly pid: number;
  readonly parent: number | null;
  /** Chosen by a foreign program: data, never markup. */
  readonly command: string;
}

/** The processes over about a second: numbers that change faster cannot be read. */
export interface ProcessTable {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The first ones by the view's order, of those that pass its filter and edge. */
  readonly rows: readonly ProcessRow[];
  /** All others that pass, summed. */
  readonly rest: LiveWork & { readonly processes: number };
}

/** What a page gets a tick. */
export interface Batch {
  /** Answered with `got`. */
  readonly number: number;
  /** New frames, oldest first, of the whole scope. Fewer and summed for a page that is hidden or slow. */
  readonly frames: readonly LiveFrame[];
  /** The same of the selected process alone; null where none is selected. (dma, trust and cost stay the whole's.) */
  readonly focus: { readonly process: number; readonly frames: readonly LiveFrame[] } | null;
  /** About once a second; null in between. */
  readonly table: ProcessTable | null;
}

/**
 * Frames of the past, oldest first in each part, the newest part first; the server waits for the page's
 * acknowledgement (call it without arguments) before it sends the next.
 */
export interface History {
  /** Null: the whole scope. Else the process that was selected. */
  readonly process: number | null;
  readonly frames: readonly LiveFrame[];
  /** Parts still to come; 0 with the last. */
  readonly partsLeft: number;
}

/** The selected process over the table's second. */
export interface ProcessDetail {
  readonly process: ProcessRow;
  readonly from: number;
  readonly to: number;
  /** Most bytes first, at most 40. */
  readonly flows: readonly ReportFlow[];
  /** Most calls first, at most 60. */
  readonly syscalls: readonly ReportSyscall[];
  /** At most 200; null where threads are not broken down (`--threads`). */
  readonly threads: readonly ReportThread[] | null;
}

// ----------------------------------------------------------------------------------------------- state

export type Phase =
  | { readonly phase: "starting" }
  | { readonly phase: "running" }
  /** Scope, detail or interval was changed: the probes are made anew, and the gap is marked. */
  | { readonly phase: "restarting" }
  | { readonly phase: "failed"; readonly message: string; readonly remedy: string | null }
  | {
      readonly phase: "ended";
      readonly reason: "command-exited" | "target-gone" | "stopped";
      readonly exitCode: number | null;
    }
  /** A recording is shown, not a live run. */
  | { readonly phase: "replaying"; readonly file: string };

/** What the page may ask to be watched. */
export type LiveScope = Exclude<Scope, { readonly kind: "command" }>;

/** The interval lengths that can be chosen, in milliseconds; any from the first to the last is taken. */
export const INTERVALS = [100, 250, 500, 1000, 2000, 5000] as const;

/** Sent at connect and whenever anything in it changes (findings: when one comes or goes, else every ten seconds). */
export interface LiveState {
  readonly protocol: typeof LIVE_PROTOCOL;
  /** New with every start of the server: what the page holds of another server's frames is not this one's. */
  readonly server: string;
  readonly version: string;
  readonly phase: Phase;
  /** Tracing runs, and no frame has come for seconds: what is shown is not of now. */
  readonly silent: boolean;
  /** Of the capture that runs, or ran last; null before the first. */
  readonly run: RunInfo | null;
  /** What is wanted; the run says what is. */
  readonly scope: Scope;
  readonly detail: Detail;
  readonly intervalMs: number;
  /** The command copyscope started. To go back to it, choose its pid as scope. */
  readonly command: {
    readonly argv: readonly string[];
    readonly pid: number | null;
    readonly exitCode: number | null;
  } | null;
  /** What the lab does, in a line, while it has the tracer; its table is at GET /api/lab. */
  readonly lab: string | null;
  readonly recording: { readonly file: string; readonly bytes: number; readonly since: number } | null;
  /** Where the last recording was written, or why it failed. */
  readonly lastRecording: { readonly file: string; readonly failure: string | null } | null;
  /** True of what is heaviest over the last half minute. */
  readonly findings: readonly Finding[];
  /** Every mark, oldest first. */
  readonly marks: readonly Mark[];
  /** Since when whole frames are kept (epoch milliseconds): /api/window is exact from there on; null: none yet. */
  readonly exactSince: number | null;
}

// ------------------------------------------------------------------------------------- from the page

/** `auth` of the connection. A page that reconnects says what it has, and gets only the rest. */
export interface Hello {
  readonly protocol: number;
  /** LiveState.server, and the last frame's sequence, of what the page holds. */
  readonly server?: string;
  readonly since?: number;
  readonly view?: View;
}

export const PROCESS_ORDERS = [
  "copied",
  "output",
  "input",
  "copies-per-byte",
  "reference",
  "syscalls",
  "transitions",
  "switches",
  "involuntary",
  "cpu",
  "pid",
  "command",
] as const;

export type ProcessOrder = (typeof PROCESS_ORDERS)[number];

/** What a page looks at. Each `view` replaces the one before. */
export interface View {
  readonly order: ProcessOrder;
  readonly descending: boolean;
  /** Part of a name, whatever its case, or of a pid; "": all. */
  readonly filter: string;
  /** A process's id (not its pid). Its history comes at once, then `focus` and `process` go with every batch. */
  readonly selected: number | null;
  /** Only processes that have flows along this edge. */
  readonly edge: Edge | null;
  /** How many rows of the table are wanted: 0 to 50. */
  readonly rows: number;
  /** False: the page is hidden, and a batch of summed frames every few seconds is enough. */
  readonly visible: boolean;
}

export const FIRST_VIEW: View = {
  order: "copied",
  descending: true,
  filter: "",
  selected: null,
  edge: null,
  rows: 30,
  visible: true,
};

/** The answer to everything the page asks. `message` is a sentence for the person. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface ServerToPage {
  state: (state: LiveState) => void;
  history: (history: History, done: () => void) => void;
  frames: (batch: Batch) => void;
  process: (detail: ProcessDetail) => void;
}

export interface PageToServer {
  /** The number of a batch that has been taken in. */
  got: (batch: number) => void;
  view: (view: View, answer: (answer: Answer) => void) => void;
  scope: (scope: LiveScope, answer: (answer: Answer) => void) => void;
  detail: (detail: Detail, answer: (answer: Answer) => void) => void;
  interval: (milliseconds: number, answer: (answer: Answer) => void) => void;
  mark: (mark: { readonly note: string }, answer: (answer: Answer) => void) => void;
  /** Names of transfers; none: all. Answered when it has begun. */
  lab: (transfers: readonly string[], answer: (answer: Answer) => void) => void;
  recording: (action: "start" | "stop", answer: (answer: Answer) => void) => void;
}

// ------------------------------------------------------------------------------------------------ HTTP

/** GET /api/processes: what can be chosen as scope, from /proc. Busiest (most CPU time so far) first, at most 500. */
export interface ScopeCandidate {
  readonly pid: number;
  readonly parent: number | null;
  readonly command: string;
  /** The cgroup's path in the v2 hierarchy, as --cgroup takes it; null where there is none. */
  readonly cgroup: string | null;
  readonly cpuSeconds: number;
}

/** What a list of recordings says of one. */
export interface RecordingSummary {
  /** The file's name, without its directory. */
  readonly name: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly changedAt: number;
  readonly info: RunInfo;
  /** From the start of the run; null where only reading the frames would tell. */
  readonly durationSeconds: number | null;
  /** False: it ended early, or is being written. */
  readonly ended: boolean;
  readonly about: RecordingAbout;
}

/** A recording of a directory, as GET /api/recordings and `copyscope recordings` list it. */
export type RecordingEntry =
  | { readonly ok: true; readonly summary: RecordingSummary }
  /** A file that cannot be read, and why. */
  | { readonly ok: false; readonly name: string; readonly bytes: number; readonly message: string };

/** GET /api/recordings/NAME/replay: what the page's state is while it replays, and how far the recording goes. */
export interface ReplayHead {
  readonly state: LiveState;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Why there is no more, where the recording ended early. */
  readonly note: string | null;
}

/** GET /api/second and /api/recordings/NAME/second: what stands beside the charts, at a moment of the past. */
export interface SecondAnswer {
  readonly table: ProcessTable;
  /** Of the view's selected process; null where it did nothing then. */
  readonly detail: ProcessDetail | null;
  /** Over the half minute before. */
  readonly findings: readonly Finding[];
}

/** GET /api/frames?from=&to=&step= (milliseconds; all optional). */
export interface FramesAnswer {
  readonly from: number | null;
  readonly to: number | null;
  /** Oldest first; not finer than `step`, and at most 5,000. */
  readonly frames: readonly LiveFrame[];
}

/** The last minutes became a recording. */
export interface SavedAnswer {
  /** Its name, in the dashboard's directory of recordings. */
  readonly file: string;
  /** Epoch milliseconds: the start of its first frame and the end of its last. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
}

/** The body of every refused request. */
export interface HttpFailure {
  readonly message: string;
}
