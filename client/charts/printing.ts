/**
 * Printing: charts off the screen are drawn too, all in light colours and in the size that they have on paper. The
 * browser lays out for paper only after `beforeprint`, so the page takes that width itself before.
 */
import { batch, signal } from "@preact/signals";
import { Chart } from "chart.js";
import { coloursChanged } from "../state/theme.ts";
import { drawAtOnce } from "./draw-queue.ts";

/** True from before paper is laid out until it is printed: charts off the screen are drawn, too. */
export const printing = signal(false);

/** Folded parts that were opened for paper. */
let opened: readonly HTMLDetailsElement[] = [];

function sizeCharts(): void {
  for (const chart of Object.values(Chart.instances)) chart.resize();
}

function toPaper(): void {
  const root = document.documentElement;
  root.classList.add("printing");
  opened = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const details of opened) details.open = true;
  batch(() => {
    printing.value = true;
    coloursChanged.value++;
  });
  drawAtOnce();
  sizeCharts();
}

function toScreen(): void {
  document.documentElement.classList.remove("printing");
  for (const details of opened) details.open = false;
  batch(() => {
    printing.value = false;
    coloursChanged.value++;
  });
  sizeCharts();
}

/** To be called once, by pages that are meant for paper. */
export function watchPrinting(): void {
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
}
