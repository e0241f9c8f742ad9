/** Answers sent piece by piece: several small writes to a socket for each time that it is read. */
import type { FindingRule } from "./finding-rule.ts";
import { socketCalls } from "./socket-calls.ts";

/** Larger pieces are worth a call of their own: see small-calls.ts. */
const SMALL_BYTES = 4096;
const LEAST_CALLS = 1000;
/** Header and body are two. One write for each read is how a program answers. */
const WRITES_PER_READ = 2;
const BUFFER_BYTES = 65536;

export const unjoinedWritesRule: FindingRule = {
  rule: "unjoined-writes",
  look: (process) => {
    const { reads, writes } = socketCalls(process);
    const mean = writes.bytes / writes.calls;
    if (writes.calls < LEAST_CALLS || writes.bytes === 0 || mean >= SMALL_BYTES) return [];
    if (writes.calls < WRITES_PER_READ * reads.calls) return [];
    const needed = Math.max(reads.calls, Math.ceil(writes.bytes / BUFFER_BYTES));
    const transitionsFewer = 2 * (writes.calls - needed);
    if (transitionsFewer < 0.05 * process.totals.transitionsAtLeast) return [];
    return [
      {
        title: `Sockets are written in pieces of ${Math.round(mean)} bytes, several for each read`,
        evidence: [
          { label: "writes", value: writes.calls, unit: "calls" },
          { label: "bytes written", value: writes.bytes, unit: "bytes" },
          { label: "reads", value: reads.calls, unit: "calls" },
        ],
        threshold:
          "At least 1,000 writes of less than 4,096 bytes on average, two or more for each read of a socket: a program that answers in one piece makes one. Where each piece is a message that must not wait for the next, they are right as they are.",
        advice:
          "Gather the pieces: writev or sendmsg with several parts, a buffer that is flushed once an answer, or MSG_MORE (TCP_CORK) on all but the last.",
        saves: { transitionsFewer },
        callsSend: true,
      },
    ];
  },
};
