/** ASCII and pgdeck's own marks, lines and blocks: each is one column and one grapheme. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes stand between the characters of a styled text.
const plain = /^[\x20-\x7e\u2500-\u259f…▲▼✓✗‹›·▸\u{1b}]*$/u;

let rules: Intl.Segmenter | undefined;

/**
Splits a text as `Intl.Segmenter` does, whose rules take 9 ms to load and are rarely needed. The build makes the drawing
packages use this function too.
*/
export const graphemes = {
	segment(text: string): Iterable<{segment: string; index: number}> {
		if (plain.test(text)) return Array.from(text, (segment, index) => ({segment, index}));
		rules ??= new Intl.Segmenter();
		return rules.segment(text);
	},
};
