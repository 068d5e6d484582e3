import type {LockMode} from '../../migrations/locks/lock-modes.ts';
import type {Comparison, Finding} from '../../migrations/pack/comparison.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {PackReason} from '../../migrations/pack/words.ts';
import {sanitize, sanitizeDeep} from '../../terminal/sanitize.ts';
import type {MissingRow} from './missing.ts';

/** The objects of the pack that a database is missing: first those that can be built, then different and skipped ones. */
export function missingRows(comparison: Comparison): MissingRow[] {
	const {findings, columns, leftovers, neverAnalyzed, relations} = comparison;
	const bytesOf = (table: string | null) => relations.get(table ?? '')?.sizeBytes ?? null;
	const row = (
		kind: string,
		name: string,
		table: string | null,
		state: MissingRow['state'],
		lock: LockMode | null,
		note: PackReason | null = null,
	): MissingRow => ({
		kind,
		name: sanitize(shortName(name)),
		table: table === null ? null : sanitize(shortName(table)),
		tableBytes: bytesOf(table),
		lock,
		state,
		note: note === null ? null : (sanitizeDeep(note) as PackReason),
	});
	const gentle = 'SHARE UPDATE EXCLUSIVE';
	const rows = [
		...leftovers.map(({name, table}) => row('index', name, table, 'leftover', gentle)),
		...findings.flatMap(({fact, standing}): MissingRow[] => {
			const kind = kindOf(fact);
			const {name, table} = fact;
			switch (standing.state) {
				case 'missing':
					return [row(kind, name, table, 'missing', lockFor({fact, standing}, relations.has(table ?? '')))];
				case 'partial':
					return [row(kind, name, table, 'missing', 'SHARE')];
				case 'invalid':
					return [row(kind, name, table, 'invalid', gentle)];
				case 'different':
					return [row(kind, name, table, 'different', null, standing.reason)];
				case 'left':
					return [row(kind, name, table, 'skipped', null, standing.reason)];
				case 'others':
					return standing.missing === undefined
						? []
						: [row(kind, name, table, 'skipped', null, standing.missing)];
				default:
					return [];
			}
		}),
		...[...columns].flatMap(([table, problems]) =>
			problems.map(({column, absent, add, reason}) =>
				row(
					'column',
					`${table}.${column}`,
					table,
					add ? 'missing' : absent ? 'skipped' : 'different',
					add ? 'ACCESS EXCLUSIVE' : null,
					add ? null : reason,
				),
			),
		),
		...neverAnalyzed.map(({name}) => row('statistics', name, name, 'not-analyzed', gentle)),
	];
	const isBuilt = ({lock}: MissingRow) => lock !== null;
	return [...rows.filter(isBuilt), ...rows.filter(item => !isBuilt(item))];
}

function kindOf({kind, definition}: Finding['fact']): string {
	if (kind !== 'relation') return kind;
	return {v: 'view', m: 'materialized view'}[String(definition.kind)] ?? 'table';
}

/** The lock on an existing table; an object created with its table locks nothing. As in lock-rules.ts, without a parser. */
function lockFor({fact}: Finding, tableIsThere: boolean): LockMode {
	if (!tableIsThere) return 'none';
	switch (fact.kind) {
		case 'index':
			return fact.alone ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
		case 'constraint':
			return fact.definition.type === 'f' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
		case 'trigger':
			return 'SHARE ROW EXCLUSIVE';
		case 'setting':
			return 'SHARE UPDATE EXCLUSIVE';
		default:
			return 'none';
	}
}
