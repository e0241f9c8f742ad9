/**
 * Frames ↔ few bytes: every count as a number of seven bits a byte, every name once a block. JSON of a thousand
 * busy processes is half a megabyte a frame, and writing it takes more time than all the rest of the server.
 */
import { flowCount } from "../model/flow-count.ts";
import { type FlowIdentity, isSameFlow } from "../model/flow-identity.ts";
import type {
  Activity,
  FlowCount,
  Frame,
  ParticularCount,
  ProcessFrame,
  RequestCount,
  SyscallCount,
  ThreadFrame,
} from "../model/frame.ts";
import { ByteReader, ByteWriter } from "./byte-stream.ts";

type FrameHead = Omit<Frame, "processes">;

/** Neighbouring frames in few bytes; more can be added. */
export class FrameBlock {
  readonly #out: ByteWriter;
  readonly #heads: FrameHead[] = [];
  readonly #names: string[] = [];
  readonly #nameIndex = new Map<string, number>();
  readonly #flows: FlowIdentity[] = [];
  readonly #flowsOf = new Map<string, readonly number[]>();

  /** `out` is emptied, and is this block's until the next one is begun with it. */
  constructor(out = new ByteWriter()) {
    this.#out = out;
    out.empty();
  }

  get frames(): number {
    return this.#heads.length;
  }

  add({ processes, ...head }: Frame): void {
    this.#heads.push(head);
    this.#out.number(processes.length);
    for (const process of processes) this.#process(process);
  }

  /** The block as it is now: what {@link framesOfBlock} reads. It lies in `room` where that is large enough. */
  bytes(room: Buffer | null = null): Buffer {
    const head = Buffer.from(JSON.stringify([this.#heads, this.#names, this.#flows]));
    const length = 4 + head.length + this.#out.length;
    const bytes = room !== null && room.length >= length ? room.subarray(0, length) : roomFor(length);
    bytes.writeUInt32LE(head.length);
    head.copy(bytes, 4);
    this.#out.copyTo(bytes, 4 + head.length);
    return bytes;
  }

  #process(process: ProcessFrame): void {
    const out = this.#out;
    out.number(process.id);
    out.number(process.pid);
    out.number(process.parent);
    out.number(this.#name(process.command));
    out.number(process.socketBufferCopied);
    out.number(process.pageCacheFilled);
    this.#activity(process);
    out.number(process.syscalls.length);
    for (const { name, calls, errors, again } of process.syscalls) {
      out.number(this.#name(name));
      out.number(calls);
      out.number(errors);
      out.number(again);
    }
    out.number(process.flows.length);
    for (const flow of process.flows) {
      out.number(this.#flow(flow));
      out.number(flow.calls);
      out.number(flow.errors);
      out.number(flow.again);
      out.number(flow.bytes);
    }
    out.number(process.ioUring === null ? null : process.ioUring.length);
    for (const { operation, submitted, completed, errors } of process.ioUring ?? []) {
      out.number(this.#name(operation));
      out.number(submitted);
      out.number(completed);
      out.number(errors);
    }
    out.number(process.particulars.length);
    for (const { name, times, things } of process.particulars) {
      out.number(this.#name(name));
      out.number(times);
      out.number(things);
    }
    out.number(process.threads === undefined ? null : process.threads.length);
    for (const thread of process.threads ?? []) {
      out.number(thread.tid);
      this.#activity(thread);
    }
  }

  #activity({ pageFaults, switches, wakeups, migrations, time }: Activity): void {
    const out = this.#out;
    out.number(pageFaults === null ? null : pageFaults.user);
    if (pageFaults !== null) out.number(pageFaults.kernel);
    out.number(switches === null ? null : switches.voluntary);
    if (switches !== null) out.number(switches.involuntary);
    out.number(wakeups);
    out.number(migrations);
    out.number(time === null ? null : time.user);
    if (time === null) return;
    out.number(time.kernel);
    out.number(time.runnable);
    out.number(time.blocked);
  }

  #name(name: string): number {
    const known = this.#nameIndex.get(name);
    if (known !== undefined) return known;
    this.#nameIndex.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** Of one operation there are few kinds of flows: comparing them is cheaper than making keys. */
  #flow(flow: FlowCount): number {
    const known = this.#flowsOf.get(flow.operation) ?? [];
    for (const index of known) {
      const identity = this.#flows[index];
      if (identity !== undefined && isSameFlow(identity, flow, true)) return index;
    }
    const { operation, from, to, flags, mechanism, copiesPerByte } = flow;
    const index = this.#flows.push({ operation, from, to, flags, mechanism, copiesPerByte }) - 1;
    this.#flowsOf.set(operation, [...known, index]);
    return index;
  }
}

/** Room for a block, and for the next ones if they are a little larger. */
function roomFor(length: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.ceil(length * 1.25)).subarray(0, length);
}

/** The frames of a block, oldest first. */
export function framesOfBlock(bytes: Buffer): readonly Frame[] {
  const length = bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.toString("utf8", 4, 4 + length));
  const [heads, names, flows] = head as [FrameHead[], string[], FlowIdentity[]];
  const reader = new BlockReader(new ByteReader(bytes, 4 + length), names, flows);
  return heads.map((each) => ({ ...each, processes: reader.list(() => reader.process()) }));
}

class BlockReader {
  readonly #in: ByteReader;
  readonly #names: readonly string[];
  readonly #flows: readonly FlowIdentity[];

  constructor(reader: ByteReader, names: readonly string[], flows: readonly FlowIdentity[]) {
    this.#in = reader;
    this.#names = names;
    this.#flows = flows;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.#in.count() }, read);
  }

  process(): ProcessFrame {
    const from = this.#in;
    const head = {
      id: from.count(),
      pid: from.count(),
      parent: from.number(),
      command: this.#name(),
      socketBufferCopied: from.number(),
      pageCacheFilled: from.number(),
    };
    const activity = this.#activity();
    const syscalls = this.list((): SyscallCount => {
      return { name: this.#name(), calls: from.count(), errors: from.count(), again: from.count() };
    });
    const flows = this.list((): FlowCount => {
      const identity = this.#flows[from.count()];
      if (identity === undefined) throw new Error("a block without its flows");
      const counts = { calls: from.count(), errors: from.count(), again: from.count(), bytes: from.count() };
      return flowCount(identity, counts);
    });
    const ioUring = this.#listOrNull((): RequestCount => {
      return { operation: this.#name(), submitted: from.count(), completed: from.count(), errors: from.count() };
    });
    const particulars = this.list((): ParticularCount => {
      return { name: this.#name(), times: from.count(), things: from.count() };
    });
    const threads = this.#listOrNull((): ThreadFrame => ({ tid: from.count(), ...this.#activity() }));
    return { ...head, ...activity, syscalls, flows, ioUring, particulars, ...(threads === null ? {} : { threads }) };
  }

  #activity(): Activity {
    const from = this.#in;
    const faults = from.number();
    const pageFaults = faults === null ? null : { user: faults, kernel: from.count() };
    const voluntary = from.number();
    const switches = voluntary === null ? null : { voluntary, involuntary: from.count() };
    const [wakeups, migrations, user] = [from.number(), from.number(), from.number()];
    const time = user === null ? null : { user, kernel: from.count(), runnable: from.count(), blocked: from.count() };
    return { pageFaults, switches, wakeups, migrations, time };
  }

  #listOrNull<T>(read: () => T): T[] | null {
    const length = this.#in.number();
    return length === null ? null : Array.from({ length }, read);
  }

  #name(): string {
    return this.#names[this.#in.count()] ?? "";
  }
}
