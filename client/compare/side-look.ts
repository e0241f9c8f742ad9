/** How a side of a comparison is told from the others: a colour of the style sheet, and a dash for whom colours are one. */
export interface SideLook {
  readonly colour: string;
  readonly dash: string | undefined;
}

const DASHES = [undefined, "6 3", "2 3", "9 3 2 3"] as const;
const COLOURS = 7;

/** `side` counts from 0. From the eighth on colours come again, with another dash. */
export function sideLook(side: number): SideLook {
  return { colour: `var(--series-${(side % COLOURS) + 1})`, dash: DASHES[side % DASHES.length] };
}
