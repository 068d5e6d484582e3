/**
Turns one line of the screen into the next by writing only the cells that differ. Ink rewrites a line from its first
change to its end, which is three times the bytes. The build replaces Ink's function with this one.
*/
type Cell = {readonly character: string; readonly style: string};

const blank: Cell = {character: ' ', style: ''};
// biome-ignore lint/suspicious/noControlCharactersInRegex: a style begins with an escape.
const piece = /\u001b\[([\d;]*)m|([\x20-\x7e\u2500-\u259f…▲▼✓✗‹›·▸])/gy;

/** The attribute that a code sets: codes of one attribute replace each other. */
function kindOf(code: number): string | undefined {
	if (code === 1 || code === 2 || code === 3 || code === 4 || code === 7 || code === 9) return String(code);
	if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return 'foreground';
	if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return 'background';
	return undefined;
}

const ends: Readonly<Record<number, readonly string[]>> = {
	22: ['1', '2'],
	23: ['3'],
	24: ['4'],
	27: ['7'],
	29: ['9'],
	39: ['foreground'],
	49: ['background'],
};

/** Applies `1;31`. Returns false for an unknown code. */
function apply(codes: string, style: Map<string, number>): boolean {
	for (const code of codes.split(';').map(Number)) {
		const kind = kindOf(code);
		if (code === 0) style.clear();
		else if (kind !== undefined) style.set(kind, code);
		else if (ends[code]) for (const ended of ends[code]) style.delete(ended);
		else return false;
	}
	return true;
}

/** One cell per column; undefined for a line with wide characters or unknown escapes. */
function cellsOf(line: string): Cell[] | undefined {
	const cells: Cell[] = [];
	const style = new Map<string, number>();
	let now = '';
	piece.lastIndex = 0;
	while (piece.lastIndex < line.length) {
		const match = piece.exec(line);
		if (!match) return undefined;
		if (match[2] !== undefined) cells.push({character: match[2], style: now});
		else if (apply(match[1] ?? '', style)) now = [...style.values()].sort((a, b) => a - b).join(';');
		else return undefined;
	}
	return now === '' ? cells : undefined;
}

const same = (a: Cell, b: Cell) => a.character === b.character && a.style === b.style;
/** Repeating this many unchanged cells is cheaper than another jump. */
const shortestJump = 6;

/** The cells from a column on, with no style before and after them. */
function painted(cells: readonly Cell[]): string {
	let text = '';
	let now = '';
	for (const {character, style} of cells) {
		if (style !== now) text += style === '' ? '\u001b[m' : `\u001b[${now === '' ? '' : '0;'}${style}m`;
		now = style;
		text += character;
	}
	return now === '' ? text : `${text}\u001b[m`;
}

/** @returns undefined if the lines can't be compared by cell */
export function changedCells(previous: string, next: string, columns: number): string | undefined {
	const before = cellsOf(previous);
	const after = before && cellsOf(next);
	if (!after || before.length > columns || after.length > columns) return undefined;
	let last = after.length;
	while (last > 0 && same(after[last - 1] ?? blank, blank)) last--;
	const differs = (column: number) => !same(before[column] ?? blank, after[column] ?? blank);
	let text = '';
	for (let column = 0; column < last; column++) {
		if (!differs(column)) continue;
		let end = column + 1;
		for (let ahead = end; ahead < last && ahead - end < shortestJump; ahead++)
			if (differs(ahead)) end = ahead + 1;
		text += `\u001b[${column + 1}G${painted(after.slice(column, end))}`;
		column = end;
	}
	const rest = before.slice(last).some(cell => !same(cell, blank));
	return rest ? `${text}\u001b[${last + 1}G\u001b[K` : text;
}

/** Ink's own update, for lines that can't be compared by cell. */
export function lineUpdateBeside(
	whole: (previous: string, next: string, columns: number | undefined) => string,
) {
	return (previous: string, next: string, columns: number | undefined): string =>
		(columns ? changedCells(previous, next, columns) : undefined) ?? whole(previous, next, columns);
}

/** Joins several moves to the next line. */
export function fewerMoves(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: a move begins with an escape.
	return text.replaceAll(/(?:\u001b\[E){2,}/g, moves => `\u001b[${moves.length / 3}E`);
}
