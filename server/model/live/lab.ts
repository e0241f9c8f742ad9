/** The lab as the dashboard shows it. Its transfers are a closed list: no other program can be asked for. */

export interface LabTransferName {
  readonly name: string;
  readonly what: string;
}

/** The table of `copyscope lab`, cell by cell as the terminal has it. */
export interface LabTable {
  readonly above: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly what: string;
    /** One a column; null: this machine refused the transfer. */
    readonly cells: readonly string[] | null;
    readonly mechanism: string;
    /** What the texts on zero-copy let one expect; empty where they say nothing. */
    readonly textbook: string;
    readonly met: boolean | null;
  }[];
  readonly below: readonly string[];
}

export type LabOutcome =
  /** `result`: what `copyscope lab --format json` prints. */
  | { readonly ok: true; readonly table: LabTable; readonly result: unknown }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

export interface LabStarter {
  readonly transfers: readonly LabTransferName[];
  /** Runs these (all, when none is named); `say` takes a line of progress. */
  run(names: readonly string[], say: (line: string) => void): Promise<LabOutcome>;
}

/** GET /api/lab */
export interface LabAnswer {
  readonly transfers: readonly LabTransferName[];
  /** A line of progress; null: it does not run. */
  readonly running: string | null;
  /** Of the last run; null: there was none. */
  readonly last: LabOutcome | null;
}
