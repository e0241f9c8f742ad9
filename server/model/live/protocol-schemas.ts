/** What a page or a script may say, checked at the door. Whatever is not described here is refused. */
import { z } from "zod";
import { DETAILS } from "../frame.ts";
import { PATH_MECHANISMS, PATH_NODES } from "./data-path.ts";
import { type Hello, INTERVALS, type LiveScope, PROCESS_ORDERS, type SavedAnswer, type View } from "./protocol.ts";

/** Largest pid that Linux gives out (PID_MAX_LIMIT in include/linux/threads.h). */
const LARGEST_PID = 4_194_304;

export const scopeRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("system") }),
  z.strictObject({ kind: z.literal("pid"), pid: z.int().positive().max(LARGEST_PID) }),
  z.strictObject({
    kind: z.literal("comm"),
    comm: z
      .string()
      .min(1)
      .refine((name) => new TextEncoder().encode(name).length <= 15, "the kernel keeps 15 bytes of a command's name"),
  }),
  z.strictObject({ kind: z.literal("cgroup"), path: z.string().min(1).max(4096) }),
]) satisfies z.ZodType<LiveScope>;

export const detailRequestSchema = z.enum(DETAILS);

export const intervalRequestSchema = z
  .int()
  .min(INTERVALS[0])
  .max(INTERVALS.at(-1) ?? INTERVALS[0]);

/** Names of the lab's transfers; which there are, the lab knows. */
export const labRequestSchema = z.array(z.string().max(50)).max(50);

export const recordingRequestSchema = z.enum(["start", "stop"]);

/** A note is one line: tabs, line ends and other control characters become blanks. */
const note = z
  .string()
  .max(500)
  .transform((text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim())
  .refine((text) => text !== "", "a mark needs a note");

export const markRequestSchema = z.strictObject({ note });

/** Seconds of the past to keep; what is in memory is less than a day. */
export const saveRequestSchema = z.strictObject({ last: z.number().positive().max(86_400) });

export const savedAnswerSchema = z.object({
  file: z.string(),
  from: z.number(),
  to: z.number(),
  frames: z.int().positive(),
}) satisfies z.ZodType<SavedAnswer>;

export const viewSchema = z.strictObject({
  order: z.enum(PROCESS_ORDERS),
  descending: z.boolean(),
  filter: z.string().max(100),
  selected: z.int().nonnegative().nullable(),
  edge: z
    .strictObject({ from: z.enum(PATH_NODES), to: z.enum(PATH_NODES), mechanism: z.enum(PATH_MECHANISMS) })
    .nullable(),
  rows: z.int().min(0).max(50),
  visible: z.boolean(),
}) satisfies z.ZodType<View>;

export const gotSchema = z.int().nonnegative();

export const helloSchema = z.object({
  protocol: z.int(),
  server: z.string().max(64).exactOptional(),
  since: z.int().nonnegative().exactOptional(),
  view: viewSchema.exactOptional(),
}) satisfies z.ZodType<Hello>;

/** Epoch milliseconds or a length, as a query parameter has them. */
const milliseconds = z.coerce.number().min(0).max(8.64e15);

export const framesQuerySchema = z.object({
  from: milliseconds.exactOptional(),
  to: milliseconds.exactOptional(),
  step: milliseconds.exactOptional(),
});

export const windowQuerySchema = z.object({ from: milliseconds, to: milliseconds });

/** The whole window where a bound is missing. */
export const eventsQuerySchema = z.object({ from: milliseconds.optional(), to: milliseconds.optional() });

export const secondQuerySchema = z.object({
  at: milliseconds,
  /** JSON of a view. */
  view: z
    .string()
    .max(2_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue("not JSON");
        return z.NEVER;
      }
    })
    .pipe(viewSchema),
});

export const replayFramesQuerySchema = z.object({
  step: z.literal(["60000"]).exactOptional(),
  process: z.coerce.number().int().nonnegative().exactOptional(),
});

/** A line of text about a recording; empty: none. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim());

const tags = z.array(words(50).refine((tag) => tag !== "", "a tag needs a letter")).max(50);

export const describeRequestSchema = z.strictObject({
  name: z.string().min(1).max(300).exactOptional(),
  title: words(200).exactOptional(),
  note: words(2_000).exactOptional(),
  addTags: tags.exactOptional(),
  removeTags: tags.exactOptional(),
});

/** Recordings to compare, each a side, the first of which the others are compared with. */
/** Between the runs of two sides, as on the command line; no recording has this name. */
const NEXT_SIDE = "--";
const MOST_SIDES = 8;

/** `of`: names of recordings, each a side; or where `--` stands between some, the runs of each side. */
export const compareQuerySchema = z.object({
  of: z
    .array(z.string().min(1).max(300))
    .max(100)
    .transform(sidesOf)
    .refine((sides) => sides.length >= 2 && sides.length <= MOST_SIDES, `there must be two to ${MOST_SIDES} sides`)
    .refine((sides) => sides.every((runs) => runs.length > 0), "a side has no recording"),
});

function sidesOf(names: readonly string[]): string[][] {
  if (!names.includes(NEXT_SIDE)) return names.map((name) => [name]);
  const sides: string[][] = [[]];
  for (const name of names) {
    if (name === NEXT_SIDE) sides.push([]);
    else sides.at(-1)?.push(name);
  }
  return sides;
}
