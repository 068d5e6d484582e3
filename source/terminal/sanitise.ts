/*
C0 and C1 controls but tab and newline; the bidirectional overrides of "Trojan Source"; line and paragraph
separators; and the invisible marks that make two names look alike.
*/
const unsafe =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
Text from a database as it may be shown: a control character becomes its visible escape (`\x1b`), so that nothing
reaches the terminal as a command, and two names that differ only by an invisible character still differ on screen.
Newlines and tabs stay: `oneLine` folds them where a text has to fit a row.
*/
export function sanitise(text: string): string {
	return text.replace(unsafe, character => {
		const code = character.charCodeAt(0);
		return code < 256
			? `\\x${code.toString(16).padStart(2, '0')}`
			: `\\u${code.toString(16).padStart(4, '0')}`;
	});
}

/** White space folded to single blanks, for a table row. */
export function oneLine(text: string): string {
	return /[\s]/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}

/** Every string in a row or document, keys left alone. Dates and numbers pass through. */
export function sanitiseDeep(value: unknown): unknown {
	if (typeof value === 'string') return sanitise(value);
	if (Array.isArray(value)) return value.map(sanitiseDeep);
	if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
		return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sanitiseDeep(item)]));
	}
	return value;
}
