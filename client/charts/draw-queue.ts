/**
 * Draws what changed, a few charts at a time: each animation frame draws until its share of time is used, so that
 * clicks and scrolling come through however many charts there are. What is asked for twice is drawn once.
 */
type Draw = () => void;

/** Milliseconds of one animation frame that drawing may take; half of what there is. */
const SHARE = 7;

const waiting = new Set<Draw>();
let asked = false;

function drawSome(now: number): void {
  const until = Math.max(performance.now(), now) + SHARE;
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() >= until) break;
  }
  asked = waiting.size > 0;
  if (asked) requestAnimationFrame(drawSome);
}

export function drawSoon(draw: Draw): void {
  waiting.add(draw);
  if (asked) return;
  asked = true;
  requestAnimationFrame(drawSome);
}

export function forget(draw: Draw): void {
  waiting.delete(draw);
}
