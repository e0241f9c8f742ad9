/**
 * The style sheet's colours as canvases need them: resolved to rgb(). The one place where charts ask the DOM; it
 * asks again only when the theme changed.
 */
import { coloursChanged } from "../state/theme.ts";

export interface Look {
  readonly colour: (token: string) => string;
  readonly font: string;
}

let probe: HTMLElement | undefined;
let made: { readonly revision: number; readonly look: Look } | undefined;

function resolve(token: string): string {
  if (probe === undefined) {
    probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = `var(--${token})`;
  return getComputedStyle(probe).color;
}

/** The colours and font of the theme that is shown: the same object until they change, so it can be compared. */
export function currentLook(): Look {
  const revision = coloursChanged.value;
  if (made?.revision === revision) return made.look;
  const known = new Map<string, string>();
  const look: Look = {
    colour: (token) => {
      const colour = known.get(token) ?? resolve(token);
      known.set(token, colour);
      return colour;
    },
    font: getComputedStyle(document.documentElement).fontFamily,
  };
  made = { revision, look };
  return look;
}
