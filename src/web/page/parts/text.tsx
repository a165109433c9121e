import { visibleText } from "../text/visible-text.js";

/** Text of a build, isolated from what stands around it, with hidden characters shown. */
export function Text({ children, title }: { children: string; title?: boolean | undefined }) {
  const shown = visibleText(children.length > 2000 ? `${children.slice(0, 2000)}…` : children);
  return title === true ? <bdi title={shown}>{shown}</bdi> : <bdi>{shown}</bdi>;
}
