/** Markup written by pgdeck. Text becomes markup only by escaping. */
export type Html = {readonly markup: string};

type Part = string | number | Html | readonly Html[] | undefined;

/**
Builds markup and escapes every value that is not markup, because a name in a database can be `<script>`. Attributes are
in double quotes.
*/
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
	return {markup: strings.map((text, index) => text + markupOf(parts[index])).join('')};
}

function markupOf(part: Part): string {
	if (part === undefined) return '';
	if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
	return 'markup' in part ? part.markup : part.map(({markup}) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

export function escapeHtml(text: string): string {
	return text.replaceAll(/[&<>"']/g, character => entities[character] ?? character);
}

/** A table with text cells, and figures aligned right. */
export function table(
	columns: ReadonlyArray<string | {readonly title: string; readonly figure: true}>,
	rows: ReadonlyArray<ReadonlyArray<string | Html>>,
): Html {
	const kinds = columns.map(column => (typeof column === 'string' ? '' : 'figure'));
	const titles = columns.map(
		(column, index) =>
			html`<th class="${kinds[index]}">${typeof column === 'string' ? column : column.title}</th>`,
	);
	const body = rows.map(
		cells => html`<tr>${cells.map((cell, index) => html`<td class="${kinds[index]}">${cell}</td>`)}</tr>
`,
	);
	return html`<table><thead><tr>${titles}</tr></thead><tbody>
${body}</tbody></table>`;
}
