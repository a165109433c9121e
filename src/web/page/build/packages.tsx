import { useMemo, useState } from "preact/hooks";
import type { BuildModel } from "../data/build-model.js";
import { Problem } from "../parts/problem.js";
import { ScrollRows } from "../parts/scroll-rows.js";
import { SearchField } from "../parts/search-field.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { useWindow } from "../parts/use-window.js";
import { countText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";

/** The packages of a build's SBOMs, searchable. */
export function Packages({ model }: { model: BuildModel }) {
  const { value, error } = useAnswer("packages", () => model.packages());
  const [text, setText] = useState("");
  const packages = useMemo(() => {
    const sought = text.toLowerCase();
    return (value?.packages ?? []).filter(({ name, license }) =>
      `${name}\n${license}`.toLowerCase().includes(sought),
    );
  }, [value, text]);
  const shown = useWindow(packages.length, 26);
  if (error !== undefined) return <Problem error={error} />;
  if (value !== undefined && value.packages.length === 0) return null;
  return (
    <section class="block wide">
      <h2>
        Packages <span class="faint">{value === undefined ? "…" : countText(packages.length)}</span>
      </h2>
      <SearchField label="Search packages" value={text} onInput={setText} />
      <ScrollRows label="Packages" class="packages" shown={shown}>
        <table style={{ transform: `translateY(${shown.top}px)` }}>
          <thead class="unseen">
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Version</th>
              <th scope="col">License</th>
            </tr>
          </thead>
          <tbody>
            {packages.slice(shown.first, shown.last).map(({ name, version, license, purl }, index) => (
              <tr key={shown.first + index} title={visibleText(purl)}>
                <td class="cut">
                  <Text>{name}</Text>
                </td>
                <td class="cut">
                  <Text>{version}</Text>
                </td>
                <td class="cut">
                  <Text>{license}</Text>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRows>
    </section>
  );
}
