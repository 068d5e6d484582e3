/** A name as SQL writes it: quoted where SQL would read it as another one. */
export function identifier(name: string): string {
	return /^[a-z_][a-z\d_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A word as a shell takes it: in quotes where it would be split or changed. */
export function shellWord(word: string): string {
	return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
