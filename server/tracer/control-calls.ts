/**
 * The harmless system calls with which the tracer speaks to its own probes (probes/control.bt).
 */
import { getPriority } from "node:os";

/** Asks whether all probes are attached; they answer with two "ready" lines. */
export function askReady(): void {
  getPriority(process.pid);
}

/** Opens the window for single events for the nth time. They answer with a "window" line; to be asked until then. */
export function openEventWindow(nth: number): void {
  say(2_000_001_000 + nth);
}

/** Forgets what was counted while the probes were being attached; they answer with a "begun" line. To be asked until then. */
export function forgetBeginning(): void {
  say(2_000_000_001);
}

/** The scope is complete, and frames may end. After the "begun" line. Nobody answers: it is said several times. */
export function beginFrames(): void {
  say(2_000_000_002);
}

/** Ends the frame now, or as soon as the last one has been handed over. Only after beginFrames. May be said again. */
export function endFrame(): void {
  say(2_000_000_003);
}

/** Asks how many processes and threads they have heard named; they answer with a "heard" line. */
export function askHeard(): void {
  say(2_000_000_004);
}

/** Names a process of the scope. False where there is none: it has ended. */
export function nameProcess(pid: number): boolean {
  return say(pid);
}

/** Names a thread of a process of the scope; `runs`: it is on a CPU, or waits for one. False where it has ended. */
export function nameThread(tid: number, pid: number, runs: boolean): boolean {
  return say(tid, 2 ** 23 + pid + (runs ? 2 ** 24 : 0));
}

/**
 * Whether there is a process or thread of this number. No signal is sent: 0 is none, and the kernel refuses those above
 * 64 with EINVAL, after it has looked for the process (kernel/signal.c). The probes have heard it then.
 */
function say(number: number, signal = 0): boolean {
  try {
    process.kill(number, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
