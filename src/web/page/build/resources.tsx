import type { ResourceSample } from "../../contract/index.js";
import { highest, linePath, type Point, rateOf, valuesOf } from "../layout/rates.js";
import { bytesText } from "../text/format.js";

interface Chart {
  readonly title: string;
  readonly points: readonly Point[];
  text(value: number): string;
}

const perSecond = (bytes: number) => `${bytesText(bytes)}/s`;
const cores = (nanoseconds: number) => `${(nanoseconds / 1e9).toFixed(1)} cores`;

function chartsOf(samples: readonly ResourceSample[]): Chart[] {
  const all: Chart[] = [
    { title: "processor", points: rateOf(samples, "cpu"), text: cores },
    { title: "memory", points: valuesOf(samples, "memory"), text: bytesText },
    { title: "read", points: rateOf(samples, "read"), text: perSecond },
    { title: "written", points: rateOf(samples, "written"), text: perSecond },
    { title: "received", points: rateOf(samples, "received"), text: perSecond },
    { title: "sent", points: rateOf(samples, "sent"), text: perSecond },
  ];
  return all.filter(({ points }) => points.length > 1 && highest(points) > 0);
}

/** Charts of processor, memory, disk and network over time; nothing where the record has no samples. */
export function Resources({ samples }: { samples: readonly ResourceSample[] }) {
  const charts = chartsOf(samples);
  if (charts.length === 0) return null;
  return (
    <div class="charts">
      {charts.map(({ title, points, text }) => (
        <figure key={title}>
          <figcaption>
            {title} <span class="faint">at most {text(highest(points))}</span>
          </figcaption>
          <svg viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true">
            <path class="area" d={`${linePath(points, 60)}L1000 60L0 60Z`} />
            <path class="line" d={linePath(points, 60)} />
          </svg>
        </figure>
      ))}
    </div>
  );
}
