/** The sign of copyscope: a copy that climbs, a reference that goes straight. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 23V13a5 5 0 0 1 5-5h14a5 5 0 0 1 5 5v2" stroke="var(--copy)" stroke-width="4" />
      <path d="M4 27h24" stroke="var(--reference)" stroke-width="4" stroke-dasharray="6 3" />
    </svg>
  );
}
