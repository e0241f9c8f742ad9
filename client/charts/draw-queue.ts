/**
 * Draws charts within a share of time: a few milliseconds a tick, in turn. Where nine charts take two milliseconds all
 * are drawn at every tick; where they take thirty, each is drawn about once a second, and clicks still come through.
 */
type Draw = () => void;

/** Milliseconds of drawing, and the time they are for: a frame of the workload, as it is unless told otherwise. */
const SHARE = 5;
const TICK = 240;

/** After a quiet time, or while somebody drags, everything is drawn, and soon. */
const QUIET = 1_500;
const HURRY = 150;

const waiting = new Set<Draw>();
let scheduled = false;
let lastAsked = Number.NEGATIVE_INFINITY;
let lastDrawn = Number.NEGATIVE_INFINITY;
let hurryUntil = 0;

function drawSome(): void {
  scheduled = false;
  const began = performance.now();
  const hurry = began < hurryUntil;
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (!hurry && performance.now() - began >= SHARE) break;
  }
  lastDrawn = began;
  if (waiting.size > 0) schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  const now = performance.now();
  const wait = now < hurryUntil ? 0 : lastDrawn + TICK - now;
  if (wait <= 0) requestAnimationFrame(drawSome);
  else setTimeout(() => requestAnimationFrame(drawSome), wait);
}

export function drawSoon(draw: Draw): void {
  const now = performance.now();
  if (now - lastAsked > QUIET) drawNow();
  lastAsked = now;
  // A chart that waits already keeps its place, so that each has its turn.
  waiting.add(draw);
  schedule();
}

/** What is asked for from now on is drawn at once. */
export function drawNow(): void {
  hurryUntil = performance.now() + HURRY;
}

export function forget(draw: Draw): void {
  waiting.delete(draw);
}
