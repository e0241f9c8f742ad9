/** The fake run that shots and the benchmark begin with: fifteen minutes, a phase of copies, a gap, marks. */
import { FakeRun } from "./fake-run.ts";
import { FakeServer } from "./fake-server.ts";
import { fakeState } from "./fake-state.ts";
import { type FakeProgram, MIXED, manyPrograms, READ_WRITE } from "./fake-workload.ts";

export interface StageOptions {
  readonly folder: string;
  readonly minutes?: number;
  readonly processes?: number;
  readonly programs?: readonly FakeProgram[];
  readonly now?: number;
}

/** A server with its past made, not listening yet. `now` is the time at which the made-up past ends, nearly. */
export function stage({
  folder,
  minutes = 15,
  processes = 40,
  programs = MIXED,
  now = Date.now(),
}: StageOptions): FakeServer {
  const all = [...programs, ...manyPrograms(processes)];
  const run = new FakeRun(all, now - minutes * 60_000);
  const frames = Math.floor((minutes * 60_000 - 4_000) / run.intervalMs);
  const marks = [
    { id: 1, at: now - 38_000, note: "warm-up over" },
    { id: 2, at: now - 14_000, note: "load doubled" },
  ];
  for (let count = 0; count < frames; count++) {
    if (count === frames - 120) run.skip(2_500, "scope changed");
    run.programs = count % 960 < 480 ? all : all.map((one) => (one === READ_WRITE ? { ...one, flows: [] } : one));
    run.advance();
  }
  run.programs = all;
  const server = new FakeServer(run, folder);
  server.state = fakeState({ marks });
  return server;
}
