/** What a rule names and nobody has any more. */
export function MissingNotes({ missing }: { missing: string[] }) {
  if (missing.length === 0) return null;
  return (
    <ul className="font-normal text-waiting-text">
      {missing.map((line) => (
        <li key={line} className="[overflow-wrap:anywhere]">
          {line}
        </li>
      ))}
    </ul>
  );
}
