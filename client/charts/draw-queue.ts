/**
 * Draws charts within a share of time: a few milliseconds a tick, in turn. Where nine charts take two milliseconds all
 * are drawn at every tick; where they take thirty, each is drawn about once a second, and clicks still come through.
 */
type Draw = () => void;

/** Milliseconds of drawing, and the time they are for: a frame of the workload, as it is unless told otherwise. */
const SHARE = 5;
const TICK = 240;

/** In a hurry everything that waits is drawn, this many milliseconds an animation frame. */
const HURRIED_SHARE = 12;

/** After this long without anything to draw, what comes is something somebody waits for. */
const QUIET = 1_500;

const waiting = new Set<Draw>();
let scheduled = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastAsked = Number.NEGATIVE_INFINITY;
let lastDrawn = Number.NEGATIVE_INFINITY;
let hurry = false;

function drawSome(): void {
  scheduled = false;
  timer = undefined;
  const began = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - began >= (hurry ? HURRIED_SHARE : SHARE)) break;
  }
  if (waiting.size === 0) hurry = false;
  lastDrawn = began;
  if (waiting.size > 0) schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  const wait = hurry ? 0 : lastDrawn + TICK - performance.now();
  if (wait <= 0) requestAnimationFrame(drawSome);
  else timer = setTimeout(() => requestAnimationFrame(drawSome), wait);
}

export function drawSoon(draw: Draw): void {
  const now = performance.now();
  if (now - lastAsked > QUIET) drawNow();
  lastAsked = now;
  // A chart that waits already keeps its place, so that each has its turn.
  waiting.add(draw);
  schedule();
}

/** What waits, and what is asked for in the same moment, is drawn without waiting for its turn. */
export function drawNow(): void {
  hurry = true;
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  scheduled = false;
  if (waiting.size > 0) schedule();
}

/** Everything that waits is drawn before this returns: what is printed next cannot wait. */
export function drawAtOnce(): void {
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
  }
}

export function forget(draw: Draw): void {
  waiting.delete(draw);
}
