/** Rows of a table whose order is to stand still while their figures change. */

/** The rows in the order of these ids; rows that are not among them follow in their own order. */
export function inPlaces<T extends { readonly id: number }>(rows: readonly T[], ids: readonly number[]): readonly T[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: T) => places.get(id) ?? ids.length;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}
