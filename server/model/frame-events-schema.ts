/**
 * What single events must look like in a recording: columns that belong together are equally long, and every
 * index stands for something.
 */
import { z } from "zod";
import { flowIdentitySchema } from "./flow-identity-schema.ts";
import { type FrameEvents, SWITCH_KINDS } from "./frame-events.ts";

const count = z.int().nonnegative();
const times = z.array(z.int());
const lengths = z.array(count);
/** -1 stands for a call that does not return. */
const durations = z.array(z.int().min(-1));

/** Whether all columns of a set are equally long. */
function even(columns: { readonly [name: string]: readonly unknown[] }): boolean {
  return new Set(Object.values(columns).map((column) => column.length)).size === 1;
}

const UNEVEN = "columns of different length";

const thread = z.object({
  tid: count,
  process: count,
  pid: count,
  command: z.string(),
  born: z.boolean(),
  calls: z
    .object({
      start: times,
      duration: durations,
      name: z.array(count),
      result: z.array(z.number()),
      flow: z.array(z.int().min(-1)),
    })
    .refine(even, UNEVEN),
  returns: z.object({ at: times, since: times }).refine(even, UNEVEN),
  switches: z
    .object({
      at: times,
      since: times,
      kind: z.array(count.max(SWITCH_KINDS.length - 1)),
      stolen: lengths,
      cpu: lengths.exactOptional(),
      waited: lengths.exactOptional(),
    })
    .refine(even, UNEVEN),
  holes: z.object({ from: times, to: times, lost: lengths }).refine(even, UNEVEN),
});

export const frameEventsSchema = z
  .object({
    at: count,
    opened: z.int().nullable(),
    lost: count,
    limited: z.boolean(),
    names: z.array(z.string()),
    flows: z.array(flowIdentitySchema),
    threads: z.array(thread),
  })
  .refine(
    ({ threads, names, flows }) =>
      threads.every(
        ({ calls }) =>
          calls.name.every((name) => name < names.length) && calls.flow.every((flow) => flow < flows.length),
      ),
    "a call points to a name or a flow that is not there",
  ) satisfies z.ZodType<FrameEvents>;
