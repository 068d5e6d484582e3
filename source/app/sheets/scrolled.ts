/** The visible lines of a text, and the last scroll offset. */
export type Scrolled = {readonly lines: readonly string[]; readonly end: number};

/** The lines from `offset` on that fit; a larger offset shows the end. */
export function scrolled(
	text: readonly string[],
	offset: number,
	height: number,
): Scrolled & {first: number} {
	const end = Math.max(0, text.length - height);
	const first = Math.min(offset, end);
	return {lines: text.slice(first, first + height), end, first};
}

/** `1-12 of 13`, or '' if all lines are visible. */
export function position({lines, end, first}: ReturnType<typeof scrolled>): string {
	return end === 0 ? '' : `${first + 1}-${first + lines.length} of ${end + lines.length}`;
}
