/** Programs that copyscope uses where they are there. */
import { type Outcome, ok, warn } from "./check.ts";
import { findCommand, type Surroundings } from "./surroundings.ts";

/** setpriv (util-linux) starts commands without root's privilege. */
export async function setprivOutcome({ path }: Surroundings): Promise<Outcome> {
  const found = await findCommand("setpriv", path);
  if (found !== null) return ok(found);
  return warn(
    "setpriv is not installed",
    "copyscope starts a command without root's privilege with it: apt-get install util-linux. Watching others works.",
  );
}

/** A C compiler makes the lab's programs. */
export async function compilerOutcome({ path }: Surroundings): Promise<Outcome> {
  const found = await findCommand("gcc", path);
  if (found !== null) return ok(found);
  return warn("gcc is not installed", "Only the lab needs it: apt-get install gcc libc6-dev");
}
