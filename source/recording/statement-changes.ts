import {duration, plural} from '../format/quantities.ts';
import {byName, type Change} from './change.ts';

type Statement = {
	readonly id: string;
	readonly text: string | null;
	readonly counted: {readonly total: {readonly calls: number | null; readonly execMs: number | null}};
};

/** Statements that are told: those that took the most time of either side. */
const topStatements = 50;

/** What stands around statements, and has no plan: that a savepoint got a name it did not have is no news. */
const aroundOthers =
	/^\s*(?:begin|commit|deallocate|discard|end|release|reset|rollback|savepoint|set|show|start\s+transaction)\b/i;

/**
Mean times: a statement that takes three halves of what it took, or two thirds, may have another plan or other data. Calls alone change all the time.
*/
export function statementChanges(before: readonly Statement[], after: readonly Statement[]): Change[] {
	const total = ({counted}: Statement, figure: 'calls' | 'execMs') => counted.total[figure] ?? 0;
	const meanOf = (row: Statement) => {
		const calls = total(row, 'calls');
		return calls === 0 ? 0 : total(row, 'execMs') / calls;
	};
	const words = (row: Statement) => `mean ${duration(meanOf(row))}, ${plural(total(row, 'calls'), 'call')}`;
	const top = (rows: readonly Statement[]) =>
		rows.toSorted((a, b) => total(b, 'execMs') - total(a, 'execMs')).slice(0, topStatements);
	const ids = new Set([...top(before), ...top(after)].map(({id}) => id));
	const chosen = (rows: readonly Statement[]) =>
		rows.filter(({id, text}) => ids.has(id) && !aroundOthers.test(text ?? ''));
	const old = new Map(before.map(row => [row.id, row]));
	// Of what ran in between alone, where the counters went on: a mean over a month hides this hour.
	const since = (row: Statement): Statement => {
		const earlier = old.get(row.id);
		const calls = total(row, 'calls') - (earlier ? total(earlier, 'calls') : 0);
		if (!earlier || calls <= 0) return row;
		const execMs = total(row, 'execMs') - total(earlier, 'execMs');
		return {...row, counted: {total: {calls, execMs}}};
	};
	const named = byName(
		'statements',
		chosen(before),
		chosen(after),
		({id}) => id,
		words,
		(one, other) => {
			const recent = since(other);
			const [was, is] = [meanOf(one), meanOf(recent)];
			if (Math.abs(is - was) < 1 || (is < was * 1.5 && is > was / 1.5)) return [];
			return [[words(one), `${words(recent)} since`]];
		},
	);
	const texts = new Map([...before, ...after].map(({id, text}) => [id, text]));
	return named.map(change => ({...change, name: texts.get(change.name) ?? `statement ${change.name}`}));
}
