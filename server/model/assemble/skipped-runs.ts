/**
 * Probe runs that the kernel skipped, because another one held the CPU: which cost a count, and which do not.
 */

/**
 * Events that can come in an interrupt, and so while another probe runs on the same CPU. What is skipped of
 * them costs no call, byte, switch or second: see docs/exactness.md for what each one does cost.
 */
const IN_INTERRUPTS: readonly string[] = [
  "sched:sched_wakeup",
  "sched:sched_migrate_task",
  "net:net_dev_start_xmit",
  "exceptions:page_fault_kernel",
  "profile:hz:49",
];

/** Skipped runs by probe → those in interrupts, by probe, and the sum of all others, each of which lost a count. */
export function skippedRuns(skipped: { readonly [probe: string]: number }): {
  readonly skippedRuns: number;
  readonly skippedInInterrupts: { readonly [probe: string]: number };
} {
  let skippedRuns = 0;
  const skippedInInterrupts: { [probe: string]: number } = {};
  for (const [probe, runs] of Object.entries(skipped)) {
    if (IN_INTERRUPTS.includes(probe)) skippedInInterrupts[probe] = runs;
    else skippedRuns += runs;
  }
  return { skippedRuns, skippedInInterrupts };
}
