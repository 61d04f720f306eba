/** How well a name answers: begins with the words, or has a word that does, or merely holds them; null when not at all. */
export function rank(name: string, needle: string): number | null {
  const text = name.toLocaleLowerCase();
  if (text.startsWith(needle)) return 0;
  const at = text.indexOf(needle);
  if (at === -1) return null;
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') ? 2 : 1;
}
