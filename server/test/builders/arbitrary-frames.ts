/** Arbitrary frames for property tests: any names, any mix of what is measured and what is not. */
import fc from "fast-check";
import { ENDPOINT_KINDS, ENDPOINT_TRAITS } from "../../model/endpoint.ts";
import { eventCountsOf } from "../../model/event-counts.ts";
import type { FlowIdentity } from "../../model/flow-identity.ts";
import type { FlowCount, Frame, ProcessFrame, SyscallCount } from "../../model/frame.ts";
import { type FrameEvents, SWITCH_KINDS } from "../../model/frame-events.ts";
import { type CopiesPerByte, MECHANISMS } from "../../model/mechanism.ts";
import { frame } from "./frames.ts";

const count = fc.nat({ max: 2 ** 31 - 1 });
const bytes = fc.maxSafeNat().map((value) => Math.floor(value / 2 ** 12));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 8 });
const name = fc.oneof(
  fc.constantFrom("read", "write", "sendfile", "__proto__", "constructor"),
  fc.string({ unit: "binary" }),
);

const endpoint = fc.record({
  kind: fc.constantFrom(...ENDPOINT_KINDS),
  filesystem: maybe(fc.constantFrom("ext4", "tmpfs")),
  traits: fc.uniqueArray(fc.constantFrom(...ENDPOINT_TRAITS)),
});

const identity = {
  operation: name,
  from: endpoint,
  to: endpoint,
  flags: fc.uniqueArray(fc.constantFrom("MSG_PEEK", "MSG_TRUNC")),
  mechanism: fc.constantFrom(...MECHANISMS),
  copiesPerByte: fc.constantFrom<CopiesPerByte[]>(0, 1, null),
};

const flowIdentity: fc.Arbitrary<FlowIdentity> = fc.record(identity);

const flow: fc.Arbitrary<FlowCount> = fc.record({
  ...identity,
  calls: count,
  errors: count,
  again: count,
  bytes,
});

const syscall: fc.Arbitrary<SyscallCount> = fc.record({ name, calls: count, errors: count, again: count });

const requests = fc.record({ operation: name, submitted: count, completed: count, errors: count });

/** Command names as hostile as a program may choose them. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    'a,b"c\n}{',
    "\u001b[2J\u001b[31mred",
    "\u009b31m",
    "<script>alert(1)</script>",
    "a|b\\|c",
    "``` @everyone #1 https://example.org",
    "\u202egpj.exe",
    "\ud800",
    "\ufffd\ufffd",
    "",
    " ",
  ),
);

const timeSplit = fc.record({ user: bytes, kernel: bytes, runnable: bytes, blocked: bytes });

const arbitraryProcess: fc.Arbitrary<ProcessFrame> = fc.record({
  id: fc.nat({ max: 12 }),
  pid: fc.nat({ max: 4_194_304 }),
  parent: maybe(fc.nat({ max: 4_194_304 })),
  command: hostileName,
  syscalls: fc.array(syscall, { maxLength: 4 }),
  flows: fc.array(flow, { maxLength: 4 }),
  socketBufferCopied: maybe(count),
  pageCacheFilled: maybe(count),
  particulars: fc.array(fc.record({ name, times: count, things: count }), { maxLength: 2 }),
  ioUring: maybe(fc.array(requests, { maxLength: 3 })),
  pageFaults: maybe(fc.record({ user: count, kernel: count })),
  switches: maybe(fc.record({ voluntary: count, involuntary: count })),
  wakeups: maybe(count),
  migrations: maybe(count),
  time: maybe(timeSplit),
});

/** Columns of one length: each name with what its cells are. */
function columns<T extends { readonly [name: string]: fc.Arbitrary<number> }>(cells: T) {
  const rows = fc.array(fc.record(cells) as fc.Arbitrary<{ [K in keyof T]: number }>, { maxLength: 5 });
  return rows.map(
    (all) =>
      Object.fromEntries(Object.keys(cells).map((name) => [name, all.map((row) => row[name])])) as {
        [K in keyof T]: number[];
      },
  );
}

const time = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });

const arbitraryEvents: fc.Arbitrary<FrameEvents> = fc.record({
  at: count,
  opened: maybe(count),
  lost: count,
  limited: fc.boolean(),
  names: fc.array(name, { minLength: 3, maxLength: 3 }),
  flows: fc.array(flowIdentity, { minLength: 2, maxLength: 2 }),
  threads: fc.array(
    fc.record({
      tid: count,
      process: fc.nat({ max: 12 }),
      pid: count,
      command: hostileName,
      born: fc.boolean(),
      calls: columns({
        start: time,
        duration: fc.integer({ min: -1, max: 2 ** 40 }),
        name: fc.nat({ max: 2 }),
        result: fc.integer({ min: -4095, max: 2 ** 30 }),
        flow: fc.integer({ min: -1, max: 1 }),
      }),
      returns: columns({ at: time, since: time }),
      switches: columns({
        at: time,
        since: time,
        kind: fc.nat({ max: SWITCH_KINDS.length - 1 }),
        stolen: count,
        cpu: count,
        waited: count,
      }),
      holes: columns({ from: time, to: time, lost: count }),
    }),
    { maxLength: 2 },
  ),
});

const histogram = fc.array(count, { maxLength: 64 });
/** Names of operations come from the kernel's table: none is `__proto__`, which a record of zod drops. */
const operationName = name.filter((key) => key !== "__proto__");
const byOperation = fc.dictionary(operationName, histogram, { maxKeys: 3, noNullPrototype: true });

export const arbitraryFrame: fc.Arbitrary<Frame> = fc
  .record({
    index: fc.nat({ max: 1000 }),
    processes: fc.array(arbitraryProcess, { maxLength: 5 }),
    runQueueWait: maybe(histogram),
    latency: maybe(byOperation),
    size: maybe(byOperation),
    events: fc.option(arbitraryEvents, { nil: undefined, freq: 3 }),
  })
  .map(({ index, processes, events, ...more }) =>
    frame(index, processes, {
      ...more,
      ...(events === undefined ? {} : { events, eventCounts: eventCountsOf(events) }),
    }),
  );
