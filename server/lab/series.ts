/** The command that copyscope records for the lab, and what it notes: see programs/series.c. */
import type { Transfer } from "./transfers.ts";

/** One run of a transfer's program: of the file, or of an empty one, which shows its start-up. */
export interface Run {
  readonly transfer: Transfer;
  readonly round: number;
  readonly moves: "file" | "nothing";
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

/** Round by round, each transfer in turn, its start-up first. */
export function plannedRuns(
  routes: readonly Route[],
  rounds: number,
  files: { readonly file: string; readonly emptyFile: string },
): readonly Run[] {
  const runOf = ({ transfer, program, destination }: Route, round: number, moves: Run["moves"]): Run => {
    const file = moves === "file" ? files.file : files.emptyFile;
    return { transfer, round, moves, argv: [...program, file, destination, String(transfer.chunkBytes)] };
  };
  return Array.from({ length: rounds }, (_, round) =>
    routes.flatMap((route) => [runOf(route, round, "nothing"), runOf(route, round, "file")]),
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
