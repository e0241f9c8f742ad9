/** A stream socket read in small pieces although more was there. */
import type { FindingRule } from "./finding-rule.ts";
import { socketCalls } from "./socket-calls.ts";

/** A buffer so small is a header's or a field's. */
const SMALL_BYTES = 512;
const LEAST_CALLS = 1000;
/** Reads for each write, and for each time the process went to sleep: more came at once than one read took. */
const READS_PER_TURN = 4;
const BUFFER_BYTES = 16384;

export const smallSocketReadsRule: FindingRule = {
  rule: "small-socket-reads",
  look: (process) => {
    const { switches, transitionsAtLeast } = process.totals;
    const { reads, writes } = socketCalls(process);
    const mean = reads.bytes / reads.calls;
    if (reads.calls < LEAST_CALLS || reads.bytes === 0 || mean >= SMALL_BYTES) return [];
    // Without the switches nobody knows whether the next piece had come already.
    if (switches === null) return [];
    const turns = Math.max(writes.calls, switches.voluntary, Math.ceil(reads.bytes / BUFFER_BYTES));
    if (reads.calls < READS_PER_TURN * turns) return [];
    const transitionsFewer = 2 * (reads.calls - turns);
    if (transitionsFewer < 0.05 * transitionsAtLeast) return [];
    return [
      {
        title: `Sockets are read ${Math.round(mean)} bytes at a time, with more already there`,
        evidence: [
          { label: "reads", value: reads.calls, unit: "calls" },
          { label: "bytes read", value: reads.bytes, unit: "bytes" },
          { label: "writes", value: writes.calls, unit: "calls" },
          { label: "times it went to sleep", value: switches.voluntary, unit: "switches" },
        ],
        threshold:
          "At least 1,000 reads of less than 512 bytes on average, four or more for each write and for each time the process slept: the data had come already.",
        advice:
          "Read into a buffer of 16 KiB and take the fields from there, or fill several buffers at once with readv.",
        saves: { transitionsFewer },
      },
    ];
  },
};
