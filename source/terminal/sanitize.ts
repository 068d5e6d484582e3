/**
C0 and C1 controls except tab and newline; line and paragraph separators; and characters without a glyph: the
bidirectional overrides of "Trojan Source" and invisible marks that make two names look alike. Variation selectors stay,
because emoji use them.
*/
const unsafe =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const plain = /^[\t\n\x20-\x7e]*$/;

/**
Makes text from a database safe to show. A control character becomes its visible escape (`\x1b`), so that nothing
reaches the terminal as a command, and names that differ by an invisible character differ on screen. Newlines and tabs
stay; a line of the screen shows them as blanks.
*/
export function sanitize(text: string): string {
	if (plain.test(text)) return text;
	return text.replace(unsafe, character => {
		const code = character.codePointAt(0) ?? 0;
		if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`;
		return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
	});
}

/** Folds white space to single blanks, for a table row. */
export function oneLine(text: string): string {
	return /[\s]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}

/**
Sanitizes every string of a row or document, except keys. An object without a change is returned as it is, so that of
40,000 rows hardly one is copied.
*/
export function sanitizeDeep(value: unknown): unknown {
	if (typeof value === 'string') return sanitize(value);
	if (Array.isArray(value)) return value.map(sanitizeDeep);
	if (value === null || typeof value !== 'object' || value instanceof Date) return value;
	let copy: Record<string, unknown> | undefined;
	for (const key in value) {
		const item = (value as Record<string, unknown>)[key];
		if (item === null || typeof item === 'number' || typeof item === 'boolean') continue;
		const safe = sanitizeDeep(item);
		if (safe === item) continue;
		copy ??= {...value};
		// A plain assignment to the key __proto__ would set no key.
		Object.defineProperty(copy, key, {value: safe, enumerable: true, writable: true, configurable: true});
	}
	return copy ?? value;
}
