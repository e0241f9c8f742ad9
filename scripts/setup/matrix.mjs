/**
 * Where the bpftrace matrix lives: one chroot a Debian suite, and beside them one small program a suite that
 * runs that chroot's bpftrace. The list of suites is server/test/matrix/suites.json, which the tests read too.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const LIST = JSON.parse(readFileSync(new URL("../../server/test/matrix/suites.json", import.meta.url), "utf8"));

/** Where copyscope keeps what is expensive to make. */
export function cacheFolder() {
  return resolve(process.env.COPYSCOPE_CACHE || LIST.cache);
}

/** Every place in the matrix below a cache folder. */
export function matrixPlaces(cache = cacheFolder()) {
  const folder = join(cache, "matrix");
  return {
    folder,
    suites: LIST.suites.map(({ name, why }) => ({
      name,
      why,
      chroot: join(folder, name),
      wrapper: join(folder, "bin", `bpftrace-${name}`),
    })),
  };
}

/** True when every suite has its chroot and its program. */
export function matrixIsMade() {
  return matrixPlaces().suites.every(({ chroot, wrapper }) => existsSync(chroot) && existsSync(wrapper));
}
