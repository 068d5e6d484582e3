/** Milliseconds with three significant digits. */
export function milliseconds(value: number): string {
	if (!Number.isFinite(value)) return 'n/a';
	const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
	return value.toFixed(digits);
}

export function count(value: number): string {
	return Number.isFinite(value) ? Math.round(value).toLocaleString('en') : 'n/a';
}

export function megabytes(bytes: number): string {
	if (!Number.isFinite(bytes)) return 'n/a';
	return `${(bytes / 1024 / 1024).toFixed(bytes >= 10 * 1024 * 1024 ? 0 : 2)} MB`;
}

/** A fraction in percent. 99.7 is printed as more than 99, because nearly all is not all. */
export function percent(part: number): string {
	if (!Number.isFinite(part)) return 'n/a';
	if (part > 0.99) return '> 99 %';
	const whole = Math.round(part * 100);
	return `${whole < 0 ? '−' : ''}${Math.abs(whole)} %`;
}

/** A Markdown table with aligned columns, except the last, which may hold long texts. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const widths = head.map((title, column) =>
		column === head.length - 1
			? Math.max(3, title.length)
			: Math.max(3, ...[head, ...rows].map(cells => cells[column]?.length ?? 0)),
	);
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
