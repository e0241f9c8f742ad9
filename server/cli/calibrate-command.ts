/** `copyscope calibrate`. */
import { type Command, Option } from "commander";
import type { Calibrated } from "../calibrate/calibrate.ts";
import { calibrationTable, unsteadiness } from "../calibrate/render.ts";
import { calibrationPath, storeCalibration } from "../calibrate/stored.ts";
import { quotedPath } from "../recording/file-sentence.ts";
import { harmlessJson } from "../report/json.ts";
import { outputFile } from "./file-argument.ts";
import { CALIBRATE_HELP } from "./help-text.ts";
import { type CliIo, type EndSignal, SIGNAL_NUMBERS } from "./io.ts";
import { writeOutputFile } from "./output-file.ts";
import type { CliParts } from "./parts.ts";
import { answer, complain, note } from "./say.ts";

const FORMATS = ["table", "json"] as const;

interface CalibrateFlags {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly force?: boolean;
}

/** Adds `calibrate`; `ended` takes the exit status. */
export function addCalibrateCommand(
  program: Command,
  io: CliIo,
  parts: CliParts,
  ended: (status: number) => void,
): void {
  program
    .command("calibrate")
    .summary("measure what copies, transitions, switches and faults cost on this machine")
    .description("Measures what copies, transitions, switches and faults cost here, and keeps it for the findings.")
    .addOption(new Option("--format <FORMAT>", "how to print it").choices(FORMATS).default("table"))
    .option("-o, --output <FILE>", "keep it in this file, as JSON, instead of where reports look for it (- prints it)")
    .option("--force", "overwrite FILE if it exists")
    .addHelpText("after", CALIBRATE_HELP)
    .action(async (flags: CalibrateFlags) => {
      await note(io, "Measuring; this takes some seconds, and is best done on a quiet machine ...");
      const abort = new AbortController();
      const stopListening = io.onEndSignal((signal) => abort.abort(signal));
      const made = await parts.calibrate(io.now(), abort.signal);
      stopListening();
      if (abort.signal.aborted) return ended(128 + SIGNAL_NUMBERS[abort.signal.reason as EndSignal]);
      ended(await told(made, flags, io));
    });
}

async function told(made: Calibrated, { format, output, force }: CalibrateFlags, io: CliIo): Promise<number> {
  if (!made.ok) return await complain(io, made.message, made.remedy);
  const { calibration } = made;
  const json = harmlessJson(calibration);
  const doubt = unsteadiness(calibration);
  if (doubt !== null) await note(io, doubt);
  const text = format === "json" ? json : calibrationTable(calibration);
  if (output !== undefined) {
    const path = outputFile(output, io);
    if (path === null) return await answer(io, json);
    const failure = await writeOutputFile(path, json, force ?? false);
    return failure === null ? await answer(io, text) : await complain(io, failure);
  }
  const path = calibrationPath(io.environment);
  const failure = path === null ? "this user has no home folder." : await storeCalibration(calibration, path);
  if (path === null || failure !== null) return await complain(io, failure ?? "", "Name a file: --output FILE.");
  await note(io, `Kept in ${quotedPath(path)}. Recordings made here from now on carry it.`);
  return await answer(io, text);
}
