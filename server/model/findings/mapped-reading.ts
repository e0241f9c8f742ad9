/** A mapped file that is read page fault by page fault. */
import type { FindingRule } from "./finding-rule.ts";
import { LOOKS, particular } from "./particular.ts";

/** With the kernel mapping sixteen pages around each fault, five thousand are 300 MiB; without, 20 MiB. */
const LEAST_FAULTS = 5000;
/** More of them than system calls: reading through the mapping is what the program does. */
const FAULTS_PER_CALL = 1;

export const mappedReadingRule: FindingRule = {
  rule: "mapped-reading",
  look: ({ totals, particulars }) => {
    const looks = particular(particulars, LOOKS).times;
    if (looks < LEAST_FAULTS || looks < FAULTS_PER_CALL * totals.syscalls) return [];
    return [
      {
        title: "A mapped file is read page fault by page fault",
        evidence: [
          { label: "page faults for looking at data", value: looks, unit: "faults" },
          { label: "all page faults in user mode", value: totals.pageFaults?.user ?? looks, unit: "faults" },
          { label: "system calls", value: totals.syscalls, unit: "calls" },
          { label: "brought into the page cache", value: totals.pageCacheFilled ?? 0, unit: "bytes" },
        ],
        threshold:
          "At least 5,000 faults that wanted to read data, and more than there are system calls. New memory is written before it is read, so nearly all of these are of mapped files.",
        advice:
          "Have the range mapped in one go (MAP_POPULATE, or madvise MADV_POPULATE_READ since Linux 5.14), or read it with read() in pieces of 256 KiB: copying 64 KiB is often cheaper than the fault that maps them. For data that is not in the page cache yet, MADV_SEQUENTIAL or MADV_WILLNEED first.",
        saves: { transitionsFewer: 2 * looks, pageFaultsFewer: looks },
      },
    ];
  },
};
