/** Which subcommand the words ask for. None is named where copyscope is to show the dashboard. */

/** Options of copyscope itself, which ask for no subcommand. */
const OWN_OPTIONS: readonly string[] = ["-h", "--help", "-V", "--version"];

/** The words with their subcommand: `--pid 4` and nothing at all are `live --pid 4` and `live`. */
export function withSubcommand(argv: readonly string[]): readonly string[] {
  const [first] = argv;
  const named = first !== undefined && (!first.startsWith("-") || OWN_OPTIONS.includes(first));
  return named ? argv : ["live", ...argv];
}

/** Stands for `--` between sides: commander would take that for the end of the options. No file has this name. */
export const SIDE = "\0side";
