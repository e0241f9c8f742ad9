/**
 * Format 1 → format 2. Format 1 had each process of a frame as an object, where format 2 has rows and shapes, and it
 * had neither sums nor marks. Its schema stands here as it was; it never changes again.
 */
import { z } from "zod";
import { flowIdentitySchema } from "../../model/flow-identity-schema.ts";
import type { Frame } from "../../model/frame.ts";
import { RowEncoder } from "../../model/frame-rows.ts";
import { count, frameHeadSchema, nanoseconds, runEndSchema } from "../../model/recording-schema.ts";
import { checkedValue } from "../recording-line.ts";
import type { Upgrader } from "./upgrader.ts";

const text = z.string();

const activity = {
  pageFaults: z.object({ user: count, kernel: count }).nullable(),
  switches: z.object({ voluntary: count, involuntary: count }).nullable(),
  wakeups: count.nullable(),
  migrations: count.nullable(),
  time: z.object({ user: nanoseconds, kernel: nanoseconds, runnable: nanoseconds, blocked: nanoseconds }).nullable(),
};

const process = z.object({
  ...activity,
  id: count,
  pid: count,
  parent: count.nullable(),
  command: text,
  syscalls: z.array(z.object({ name: text, calls: count, errors: count, again: count })),
  flows: z.array(flowIdentitySchema.extend({ calls: count, errors: count, again: count, bytes: count })),
  socketBufferCopied: count.nullable(),
  pageCacheFilled: count.nullable(),
  ioUring: z.array(z.object({ operation: text, submitted: count, completed: count, errors: count })).nullable(),
  threads: z.array(z.object({ ...activity, tid: count })).exactOptional(),
});

/** What format 1 did not have. */
const SINCE = { particulars: [] };

const frame = frameHeadSchema.extend({
  processes: z.array(process.transform((known) => ({ ...known, ...SINCE }))),
}) satisfies z.ZodType<Frame>;

export class UpgradeFrom1 implements Upgrader {
  readonly #encoder = new RowEncoder();

  header(value: Readonly<Record<string, unknown>>): unknown {
    const { info } = value;
    const known = typeof info === "object" && info !== null ? { ...info, machine: null } : info;
    return { ...value, schema: "copyscope-recording/2", info: known };
  }

  lines(value: unknown): ReturnType<Upgrader["lines"]> {
    const line = checkedValue(value, { frame, end: runEndSchema });
    if (!line.ok) return line;
    if (line.value.end !== undefined) return { ok: true, lines: [{ end: { ...line.value.end, lastSum: null } }] };
    if (line.value.frame === undefined) return { ok: true, lines: [] };
    const encoded = this.#encoder.encode(line.value.frame);
    return { ok: true, lines: [...encoded.shapes.map((shape) => ({ shape })), { frame: encoded.frame }] };
  }
}
