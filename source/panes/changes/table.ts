import type {TableModel} from '../../components/table/model.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import {type Reference, type Side, sideOf} from '../../domain/snapshot/side.ts';
import type {Change} from '../../recording/change.ts';
import {type Comparison, compareSides} from '../../recording/changes.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {oneLine} from '../../terminal/sanitize.ts';

/** A change with an id: one object may have several changes. */
export type ChangeRow = Change & {readonly id: string};

export type Compared = {
	readonly before: Side;
	readonly after: Side;
	readonly rows: readonly ChangeRow[];
	readonly unknown: Comparison['unknown'];
};

/** Compared once a sample: a new array would be sorted at every key. */
const comparedOf = new WeakMap<Snapshot, Compared & {readonly reference: Reference}>();

/** The changes from the reference to the sample on screen; undefined without a reference. */
export function compared({reference, snapshot}: Live): Compared | undefined {
	const known = comparedOf.get(snapshot);
	if (known && known.reference === reference) return known;
	const before = reference?.side();
	if (!reference || !before) return undefined;
	const after = sideOf(snapshot);
	const {changes, unknown} = compareSides(before, after);
	const times = new Map<string, number>();
	const rows = changes.map(change => {
		const name = `${change.part} ${change.name}`;
		const time = (times.get(name) ?? 0) + 1;
		times.set(name, time);
		return {...change, id: `${name} ${time}`};
	});
	const result = {reference, before, after, rows, unknown};
	comparedOf.set(snapshot, result);
	return result;
}

const parts = ['server', 'settings', 'plans', 'statements', 'indexes', 'tables'];

function changeText({before, after}: Change): string {
	return oneLine([before, after].filter(value => value !== null).join(' -> '));
}

const model: Omit<TableModel<ChangeRow>, 'rows'> = {
	id: row => row.id,
	name: row => oneLine(row.name),
	search: row => `${row.part} ${row.kind} ${row.name} ${row.before ?? ''} ${row.after ?? ''}`,
	defaultSort: {column: 'part', descending: false},
	empty: 'Nothing of what is compared has changed.',
	columns: [
		{id: 'name', title: 'what', width: 28, text: row => oneLine(row.name), order: row => row.name},
		{
			id: 'part',
			title: 'of',
			width: 10,
			text: row => row.part,
			order: row => `${parts.indexOf(row.part)} ${row.id}`,
		},
		{
			id: 'kind',
			title: 'is',
			width: 7,
			text: row => row.kind,
			order: row => row.kind,
			tone: row => (row.kind === 'changed' ? 'warning' : undefined),
		},
		{
			id: 'change',
			title: 'before and after',
			width: 24,
			flexible: true,
			most: 140,
			text: changeText,
			order: changeText,
		},
	],
};

export function changesTable(live: Live): TableModel<ChangeRow> | undefined {
	const rows = compared(live)?.rows;
	return rows && {...model, rows};
}
