/** A process that crosses into the kernel more often for page faults than for system calls. */
import type { FindingRule } from "./finding-rule.ts";
import { LOOKS, particular } from "./particular.ts";

/** Starting a program takes some hundreds of faults; ten thousand are 40 MiB touched page by page. */
const LEAST_FAULTS = 10_000;

export const faultsRule: FindingRule = {
  rule: "page-faults-dominate",
  look: ({ totals, particulars }) => {
    const faults = totals.pageFaults?.user ?? 0;
    if (faults < LEAST_FAULTS || faults <= totals.syscalls) return [];
    // Of mapped files: mapped-reading.ts speaks of them.
    if (particular(particulars, LOOKS).times > faults / 2) return [];
    return [
      {
        title: "Most mode transitions are page faults, not system calls",
        evidence: [
          { label: "page faults in user mode", value: faults, unit: "faults" },
          { label: "system calls", value: totals.syscalls, unit: "calls" },
          { label: "share of transitions", value: (2 * faults) / totals.transitionsAtLeast, unit: "share" },
        ],
        threshold:
          "At least 10,000 faults, and more than there are system calls: starting a program alone takes some hundreds.",
        advice:
          "Touch fewer new pages: reuse buffers instead of freeing and allocating them, map with MAP_POPULATE or ask for huge pages (madvise MADV_HUGEPAGE).",
        // How many faults remain depends on the remedy.
        saves: {},
      },
    ];
  },
};
