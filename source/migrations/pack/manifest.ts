import list from '../../../sql/pack-manifest.json' with {type: 'json'};
import type {PackFact} from './facts.ts';

/**
What the pack comes to: everything that a database has when all of its files are applied, as they were found by applying
them one statement after the other (tests/docs/manifest.test.ts; `npm run docs` writes it anew).
*/
export type WantedFact = PackFact & {
	/** Which statements make it, or make it so: version of the file, a colon, and the statement's place in it, from 0. */
	readonly made: readonly string[];
	/** Tables of which the pack does this only where it made them itself. */
	readonly own: readonly string[];
	/** Its body is only read when it is called: a column that is not there is no matter until then. */
	readonly late?: true;
	/** An index that a statement of its own builds, CONCURRENTLY. */
	readonly alone?: true;
};

export const packManifest = list as unknown as readonly WantedFact[];

/** Names to look for in a database, as readPackObjects takes them. */
export const packNames: readonly string[] = [
	...new Set(
		packManifest.flatMap(({kind, name}) =>
			kind === 'relation' || kind === 'index'
				? [name]
				: kind === 'function'
					? [name.replace(/\(.*$/s, '')]
					: [],
		),
	),
];
