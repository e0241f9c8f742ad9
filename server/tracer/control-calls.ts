/**
 * The harmless system calls with which the tracer speaks to its own probes (probes/control.bt).
 */
import { getPriority } from "node:os";
import { threadsOf } from "./processes.ts";

/** Asks whether all probes are attached; they answer with two "ready" lines. */
export function askReady(): void {
  getPriority(process.pid);
}

/** Opens the window for single events. getpriority(PRIO_PROCESS, 0) asks for one's own, as nobody else here does. */
export function openEventWindow(): void {
  getPriority(0);
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

/** No process has such a number, and the kernel says so; the probes have heard it then. */
function say(word: number): void {
  try {
    process.kill(word, 0);
  } catch {
    // ESRCH
  }
}

/** Takes a process and its threads into the scope; returns the threads, none when it is gone. */
export function takeIn(pid: number): readonly number[] {
  try {
    process.kill(pid, 0);
  } catch {
    return [];
  }
  const threads = threadsOf(pid);
  for (const tid of threads) {
    try {
      getPriority(tid);
    } catch {
      // the thread has ended
    }
  }
  return threads;
}
