/** The lines of a text that are on screen, and how far it can be scrolled. */
export type Scrolled = {readonly lines: readonly string[]; readonly end: number};

/** The part of a text that fits, from `offset` on or from as near to it as there is text for. */
export function scrolled(
	text: readonly string[],
	offset: number,
	height: number,
): Scrolled & {first: number} {
	const end = Math.max(0, text.length - height);
	const first = Math.min(offset, end);
	return {lines: text.slice(first, first + height), end, first};
}

/** `1-12 of 13`, or nothing where all of it is on screen. */
export function position({lines, end, first}: ReturnType<typeof scrolled>): string {
	return end === 0 ? '' : `${first + 1}-${first + lines.length} of ${end + lines.length}`;
}
