/** Room for recordings. */
import { access, constants, statfs } from "node:fs/promises";
import { fail, type Outcome, ok, warn } from "./check.ts";
import { whyNot } from "./surroundings.ts";

const MIB = 2 ** 20;
const TOO_LITTLE = 64 * MIB;
const LITTLE = 1024 * MIB;

/** What `bytes` of free space in a folder mean. */
export function freeSpaceOutcome(bytes: number, folder: string): Outcome {
  const found = `${bytes >= 1024 * MIB ? `${(bytes / 1024 / MIB).toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`} free in ${folder}`;
  const remedy = "Make room, or record to another disk with -o.";
  if (bytes < TOO_LITTLE) return fail(found, remedy);
  return bytes < LITTLE ? warn(found, remedy) : ok(found);
}

/** Whether this folder can be written to and has room for a recording. Never rejects. */
export async function diskSpaceOutcome(folder: string): Promise<Outcome> {
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return freeSpaceOutcome(bavail * bsize, folder);
  } catch (error) {
    return warn(`${folder} cannot be written (${whyNot(error).code})`, "Record elsewhere with -o.");
  }
}
