/** Which colour an operation has: the same in every picture of the same operations, whichever was drawn first. */

/** The kinds of call that are told apart by colour, with their usual one first: reading, writing, receiving, sending … */
const FAMILIES: readonly (readonly string[])[] = [
  ["read", "pread64", "readv", "preadv", "preadv2"],
  ["write", "pwrite64", "writev", "pwritev", "pwritev2"],
  ["recvfrom", "recvmsg", "recvmmsg"],
  ["sendto", "sendmsg", "sendmmsg"],
  ["sendfile", "copy_file_range"],
  ["splice", "tee", "vmsplice"],
];

const COLOURS = 7;
const RAREST = 99;

/** From 0; what no family has (io_uring, page faults, process_vm_*) comes last. */
function familyOf(operation: string): number {
  const family = FAMILIES.findIndex((operations) => operations.includes(operation));
  return family < 0 ? COLOURS - 1 : family;
}

/** 0: the usual one of its family; the rarer, the higher. */
function rarity(operation: string): number {
  return FAMILIES[familyOf(operation)]?.indexOf(operation) ?? RAREST;
}

/**
 * The style sheet's colour of each of these operations: its family's, or if another of its family has that, the next
 * that none has. Up to seven operations have seven colours. The usual one of a family keeps its own whatever comes
 * and goes beside it.
 */
export function operationColours(operations: readonly string[]): ReadonlyMap<string, string> {
  const byRarity = operations.toSorted((a, b) => rarity(a) - rarity(b) || (a < b ? -1 : 1));
  const taken = new Set<number>();
  const given = new Map<string, string>();
  for (const operation of byRarity) {
    let colour = familyOf(operation);
    for (let tried = 0; taken.has(colour) && tried < COLOURS; tried++) colour = (colour + 1) % COLOURS;
    taken.add(colour);
    given.set(operation, `series-${colour + 1}`);
  }
  return given;
}
