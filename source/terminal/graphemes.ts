/** ASCII and our own marks, lines and blocks: one column each, and each a grapheme of its own, beside an escape too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes stand between the characters of a styled text.
const plain = /^[\x20-\x7e\u2500-\u259f…▲▼✓✗‹›·▸\u{1b}]*$/u;

let rules: Intl.Segmenter | undefined;

/**
What the text is made of, as `Intl.Segmenter` says. Its rules take 9 ms to load, which most screens never need; the build
has the packages that draw use this one too.
*/
export const graphemes = {
	segment(text: string): Iterable<{segment: string; index: number}> {
		if (plain.test(text)) return Array.from(text, (segment, index) => ({segment, index}));
		rules ??= new Intl.Segmenter();
		return rules.segment(text);
	},
};
