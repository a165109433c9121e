/** A tab: its name in the address, its label, and how much it holds. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number | undefined;
}

/** Links that look like tabs: each is a place of its own, so that Back and bookmarks work. */
export function Tabs({
  tabs,
  current,
  href,
}: {
  tabs: readonly Tab[];
  current: string;
  href(id: string): string;
}) {
  return (
    <nav class="tabs" aria-label="Parts of the build">
      {tabs.map(({ id, label, count }) => (
        <a key={id} href={href(id)} aria-current={id === current ? "page" : undefined}>
          {label}
          {count !== undefined && count > 0 && <span class="count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
