/**
 * Draws charts within a share of time: a few milliseconds a tick, in turn. Where nine charts take two milliseconds all
 * are drawn at every tick; where they take thirty, each is drawn about once a second, and clicks still come through.
 * Drawing happens in the animation frame that shows the tick's figures: a second one would cost as much again.
 */
type Draw = () => void;

/** Milliseconds of drawing an animation frame: of a tick's unless it says otherwise, and when somebody waits. */
const SHARE = 4;
const HURRIED_SHARE = 12;

/** While ticks come this often, charts wait for theirs; without them nobody else would give them a turn. */
const PATIENCE = 600;

const waiting = new Set<Draw>();
let scheduled = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastTick = Number.NEGATIVE_INFINITY;
let share = SHARE;
let hurry = false;

function drawSome(): void {
  scheduled = false;
  const began = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - began >= (hurry ? HURRIED_SHARE : share)) break;
  }
  share = SHARE;
  if (waiting.size === 0) hurry = false;
  else schedule();
}

function inNextFrame(): void {
  if (scheduled || waiting.size === 0) return;
  clearTimeout(timer);
  scheduled = true;
  requestAnimationFrame(drawSome);
}

function schedule(): void {
  if (scheduled) return;
  const wait = lastTick + PATIENCE - performance.now();
  clearTimeout(timer);
  if (hurry || wait <= 0) inNextFrame();
  else timer = setTimeout(inNextFrame, wait);
}

/** A tick has come, with so many milliseconds for those that wait; 0: it has enough to do without them. */
export function drawTurn(milliseconds: number): void {
  lastTick = performance.now();
  share = milliseconds;
  if (milliseconds > 0) inNextFrame();
  else if (waiting.size > 0) schedule();
}

/** Drawn when its turn comes. A chart that waits already keeps its place. */
export function drawSoon(draw: Draw): void {
  waiting.add(draw);
  schedule();
}

/** What waits, and what is asked for in the same moment, is drawn without waiting for its turn. */
export function drawNow(): void {
  hurry = true;
  inNextFrame();
}

/** Everything that waits is drawn before this returns: what is printed next cannot wait. */
export function drawAtOnce(): void {
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
  }
}

/** What waits is not drawn any more: for whoever leaves the page. */
export function forget(draw: Draw): void {
  waiting.delete(draw);
}
