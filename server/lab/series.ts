/** The command that copyscope records for the lab, and what it notes: see programs/series.c. */
import type { Transfer } from "./transfers.ts";

/**
 * One run of a transfer's program: of the file, which is what is measured; of an empty one, which shows its
 * start-up; or of the file only to warm up. A new file takes memory that a virtual machine may have to get from
 * its host first, ten times as slowly as it fills it; after a warm-up there is memory, whoever comes first.
 */
export interface Run {
  readonly transfer: Transfer;
  readonly round: number;
  readonly purpose: "measure" | "start-up" | "warm-up";
  readonly argv: readonly string[];
}

/** How a run ended. */
export interface Ending {
  readonly pid: number;
  /** As a shell has it. */
  readonly status: number;
  /** Bytes in the file it wrote to; null where there was none. */
  readonly targetBytes: number | null;
}

/** Where one transfer gets its program and sends its bytes. */
export interface Route {
  readonly transfer: Transfer;
  /** The words that start its program. */
  readonly program: readonly string[];
  readonly destination: string;
}

/** How often a transfer over TCP connects: it has no warm-ups. */
export function connectionsOf(rounds: number): number {
  return 2 * rounds;
}

/** Round by round, each transfer in turn. */
export function plannedRuns(
  routes: readonly Route[],
  rounds: number,
  files: { readonly file: string; readonly emptyFile: string },
): readonly Run[] {
  const runOf = ({ transfer, program, destination }: Route, round: number, purpose: Run["purpose"]): Run => {
    const file = purpose === "start-up" ? files.emptyFile : files.file;
    return { transfer, round, purpose, argv: [...program, file, destination, String(transfer.chunkBytes)] };
  };
  return Array.from({ length: rounds }, (_, round) =>
    routes.flatMap((route) => [
      runOf(route, round, "start-up"),
      ...(route.transfer.to === "file" ? [runOf(route, round, "warm-up")] : []),
      runOf(route, round, "measure"),
    ]),
  ).flat();
}

/** The command line of the series. */
export function seriesCommand(program: string, folder: string, target: string, runs: readonly Run[]): string[] {
  return [program, folder, target, ...runs.flatMap(({ argv }) => [":", ...argv])];
}

/** The endings by the number of the run. A run without one was not reached, or did not come to its end. */
export function endingsFromText(text: string): ReadonlyMap<number, Ending> {
  const endings = new Map<number, Ending>();
  for (const line of text.split("\n")) {
    const fields = /^(\d+) (\d+) (\d+) (-1|\d+)$/.exec(line)?.slice(1).map(Number);
    if (fields === undefined) continue;
    const [number = 0, pid = 0, status = 0, size = -1] = fields;
    endings.set(number, { pid, status, targetBytes: size === -1 ? null : size });
  }
  return endings;
}
