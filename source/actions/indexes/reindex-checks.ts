import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {bytes} from '../../format/quantities.ts';
import {type ActionIndex, isLeftover} from '../../queries/indexes/action-indexes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';

/** What speaks for and against rebuilding an index CONCURRENTLY. */
export function indexChecks(index: ActionIndex, server: ServerIdentity): Check[] {
	const name = sanitize(index.name);
	const block = (detail: string): Check => ({name, verdict: 'block', detail: `${name}: ${detail}`});
	if (index.exclusion) {
		return [
			{
				name,
				verdict: 'warn',
				detail: `${name} is left out: an exclusion constraint can't be rebuilt CONCURRENTLY`,
			},
		];
	}
	return [
		...(index.apart ? [block("it is of the system's own or temporary: pgdeck leaves it alone")] : []),
		...(isLeftover(index)
			? [
					block(
						`it is left of an interrupted rebuild${index.copyOf === null ? '' : ` of ${sanitize(index.copyOf)}`}, and would become a second copy. Drop it: pgdeck indexes clean`,
					),
				]
			: []),
		...(index.building
			? [block(`an index of ${sanitize(index.table)} is being built right now. Wait for its end.`)]
			: []),
		...(index.maintains
			? []
			: [
					block(
						server.versionNumber < 170_000
							? `this role does not own ${sanitize(index.table)}. Connect as ${sanitize(index.owner)} or a superuser.`
							: `this role may not maintain ${sanitize(index.table)}. To allow it, ${sanitize(index.owner)} runs: GRANT MAINTAIN ON ${sanitize(index.table)} TO ${sanitize(server.quotedUser)};`,
					),
				]),
		{
			name,
			verdict: index.valid ? 'pass' : 'warn',
			detail: `${name}: ${index.sizeBytes === null ? 'size n/a: it is locked' : bytes(index.sizeBytes)}${index.valid ? '; it is in use meanwhile' : ', INVALID: no query uses it until it is rebuilt'}`,
		},
	];
}

export function leftoverCheck(index: ActionIndex | undefined, names: readonly string[]): Check[] {
	if (!index || names.length === 0) return [];
	const name = sanitize(index.name);
	return [
		{
			name,
			verdict: 'warn',
			detail: `${name}: ${sanitize(names.join(', '))}, left of an interrupted rebuild, is dropped first`,
		},
	];
}

/** One is built at a time, so the largest needs the most; how much is free PostgreSQL does not tell. */
export function room(indexes: readonly ActionIndex[]): Check[] {
	const largest = indexes.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0))[0];
	if (!largest) return [];
	const where =
		largest.tablespace === '' ? "the database's own disk" : `tablespace ${sanitize(largest.tablespace)}`;
	return [
		{
			name: 'room',
			verdict: 'warn',
			detail: `each is built beside the old one: up to ${bytes(largest.sizeBytes)} more on ${where} at a time, as much WAL, and room to sort. How much is free is n/a: PostgreSQL does not tell`,
		},
	];
}
