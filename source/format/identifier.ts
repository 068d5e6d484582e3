/** An SQL identifier, quoted if necessary. */
export function identifier(name: string): string {
	return /^[a-z_][a-z\d_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A word for a shell, quoted if necessary. */
export function shellWord(word: string): string {
	return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
