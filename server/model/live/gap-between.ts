/** Where time is missing between two frames. */
import type { LiveFrame } from "./protocol.ts";

/** True when time is missing between two frames: more than clocks and a late snapshot explain. */
export function gapBetween(before: LiveFrame, after: LiveFrame): boolean {
  return after.start - before.end > Math.max(50, (after.end - after.start) * 0.2);
}
