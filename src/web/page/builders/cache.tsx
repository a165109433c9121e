import { useState } from "preact/hooks";
import type { CacheEntry, CacheUse } from "../../contract/index.js";
import { request } from "../data/api.js";
import { now } from "../parts/clock.js";
import { Problem } from "../parts/problem.js";
import { ScrollRows } from "../parts/scroll-rows.js";
import { SearchField } from "../parts/search-field.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { useWindow } from "../parts/use-window.js";
import { agoText, bytesText, countText } from "../text/format.js";
import { Prune } from "./prune.js";

/** What the cache of a builder holds, and the way to prune it. */
export function Cache({ builder }: { builder: string }) {
  const [asked, setAsked] = useState(0);
  const [pruning, setPruning] = useState(false);
  const [text, setText] = useState("");
  const { value, error } = useAnswer(
    `${builder} ${asked}`,
    () => request<CacheUse>(`builders/${encodeURIComponent(builder)}/cache`),
    true,
  );
  if (error !== undefined) return <Problem error={error} />;
  if (value === undefined) return <p class="empty">Asking for the cache…</p>;
  const sought = text.toLowerCase();
  const records = value.records.filter((record) =>
    `${record.type} ${record.description} ${record.id}`.toLowerCase().includes(sought),
  );
  return (
    <section class="panel cache" aria-label="Cache">
      <div class="builder-head">
        <h2>Cache</h2>
        <span>
          <b>{bytesText(value.size)}</b>, {bytesText(value.reclaimable)} could go, {countText(value.count)}{" "}
          records
        </span>
        <span class="grow" />
        <SearchField label="Search the cache" value={text} onInput={setText} />
        <button type="button" class="danger" onClick={() => setPruning(true)}>
          Prune…
        </button>
      </div>
      <progress
        max={Math.max(1, value.size)}
        value={value.size - value.reclaimable}
        aria-label="Part in use"
      />
      <Records records={records} />
      {pruning && (
        <Prune
          builder={builder}
          reclaimable={value.reclaimable}
          onClose={() => setPruning(false)}
          onPruned={() => setAsked(asked + 1)}
        />
      )}
    </section>
  );
}

function Records({ records }: { records: readonly CacheEntry[] }) {
  const shown = useWindow(records.length, 26);
  return (
    <ScrollRows label="Records" class="cache-rows" shown={shown}>
      <table style={{ transform: `translateY(${shown.top}px)` }}>
        <thead class="unseen">
          <tr>
            <th scope="col">Size</th>
            <th scope="col">Kind</th>
            <th scope="col">What</th>
            <th scope="col">Used</th>
          </tr>
        </thead>
        <tbody>
          {records.slice(shown.first, shown.last).map((record) => (
            <tr key={`${record.node}${record.id}`}>
              <td class="number">{bytesText(record.size)}</td>
              <td class="cut faint">
                <Text>{record.type}</Text>
              </td>
              <td class="cut">
                <Text title>{record.description === "" ? record.id : record.description}</Text>
              </td>
              <td class="number faint">
                {record.inUse ? "in use" : agoText(record.used ?? record.created, now.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRows>
  );
}
