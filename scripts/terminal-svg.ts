import type {IBuffer, IBufferCell} from '@xterm/headless';

const cell = {width: 8.4, height: 17};
const padding = 14;
const background = '#10151c';
const foreground = '#d5dbe3';
/** The sixteen colors of a dark terminal theme. */
const palette = `#1c232d #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #abb2bf
#5c6370 #ff7b85 #b5e890 #ffd88a #82c4ff #da8fee #6fd3de #ffffff`.split(/\s+/);

type Style = {color: string; ground: string | undefined; bold: boolean; dim: boolean};
type Run = {text: string; column: number; width: number; style: Style};

/** Draws the screen of a terminal as a picture. Text stays text, so that it is sharp, small and searchable. */
export function terminalSvg(buffer: IBuffer, columns: number, rows: number, title: string): string {
	const width = columns * cell.width + 2 * padding;
	const height = rows * cell.height + 2 * padding;
	const lines = Array.from({length: rows}, (_unused, row) => {
		const runs = lineRuns(buffer, buffer.baseY + row, columns);
		const y = padding + row * cell.height;
		return runs.map(run => runSvg(run, y)).join('');
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${background}"/>
<g font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace" font-size="13.5" xml:space="preserve">
${lines.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

/** Joins neighboring cells of the same style. */
function lineRuns(buffer: IBuffer, row: number, columns: number): Run[] {
	const line = buffer.getLine(row);
	const runs: Run[] = [];
	for (let column = 0; column < columns; column++) {
		const one = line?.getCell(column);
		if (!one || one.getWidth() === 0) continue;
		const style = styleOf(one);
		const text = one.getChars() || ' ';
		const last = runs.at(-1);
		if (last && JSON.stringify(last.style) === JSON.stringify(style)) {
			last.text += text;
			last.width += one.getWidth();
		} else {
			runs.push({text, column, width: one.getWidth(), style});
		}
	}
	return runs.filter(({text, style}) => text.trim() !== '' || style.ground !== undefined);
}

function styleOf(one: IBufferCell): Style {
	const color = one.isFgDefault() ? foreground : (palette[one.getFgColor()] ?? foreground);
	const ground = one.isBgDefault() ? undefined : palette[one.getBgColor()];
	const inverse = one.isInverse() !== 0;
	return {
		color: inverse ? (ground ?? background) : color,
		ground: inverse ? color : ground,
		bold: one.isBold() !== 0,
		dim: one.isDim() !== 0,
	};
}

function runSvg({text, column, width, style}: Run, y: number): string {
	const lead = text.length - text.trimStart().length;
	const shown = text.trim();
	const x = padding + column * cell.width;
	const rect =
		style.ground === undefined
			? ''
			: `<rect x="${round(x)}" y="${round(y)}" width="${round(width * cell.width)}" height="${cell.height}" fill="${style.ground}"/>`;
	if (shown === '') return rect;
	const cells = [...shown].length;
	const look = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
	return `${rect}<text x="${round(x + lead * cell.width)}" y="${round(y + 13)}" textLength="${round(cells * cell.width)}" fill="${style.color}"${look}>${escaped(shown)}</text>`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
