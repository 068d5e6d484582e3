import {duration, plural} from '../format/quantities.ts';
import {byName, type Change} from './change.ts';

type Statement = {
	readonly id: string;
	readonly text: string | null;
	readonly counted: {readonly total: {readonly calls: number | null; readonly execMs: number | null}};
};

/** The number of statements listed: those with the most time on either side. */
const topStatements = 50;

/** Transaction statements have no plan; a changed savepoint name is no change. */
const aroundOthers =
	/^\s*(?:begin|commit|deallocate|discard|end|release|reset|rollback|savepoint|set|show|start\s+transaction)\b/i;

/**
Compares mean times: half as slow again or two thirds may mean another plan or other data. The number of calls changes
all the time.
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
	// Compares only the time in between if the counters continued, because a mean over a month hides an hour.
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
