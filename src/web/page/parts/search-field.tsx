/** A field to search with; `/` goes to the one that is marked as the page's own. */
export function SearchField({
  label,
  value,
  onInput,
  own = false,
}: {
  label: string;
  value: string;
  onInput(value: string): void;
  own?: boolean;
}) {
  return (
    <label class="search">
      <span class="unseen">{label}</span>
      <input
        type="search"
        placeholder={label}
        value={value}
        data-search={own ? "own" : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
