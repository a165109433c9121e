import { useEffect } from "preact/hooks";
import { visibleText } from "../text/visible-text.js";

/** Characters of a place's name that the title has: windows and tabs show few of them. */
const most = 120;

/** The title of the page at a place. */
export function titleOf(place: string): string {
  const name = visibleText(place);
  return `${name.length > most ? `${name.slice(0, most)}…` : name} – Slipway`;
}

/** Names the page by what it shows: that is what a screen reader tells first, and what tabs of a browser are told apart by. */
export function useTitle(place: string): void {
  useEffect(() => {
    document.title = titleOf(place);
  }, [place]);
}
