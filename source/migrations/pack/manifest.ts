import list from '../../../sql/pack-manifest.json' with {type: 'json'};
import type {PackFact} from './facts.ts';

/**
The objects that a database has after all files of the pack are applied, recorded by applying them one statement after the
other (tests/docs/manifest.test.ts; `npm run docs` regenerates it).
*/
export type WantedFact = PackFact & {
	/** The statements that create or change it: version of the file, a colon, and the position in it, from 0. */
	readonly made: readonly string[];
	/** Tables for which the pack does this only if it created them. */
	readonly own: readonly string[];
	/** Its body is checked only when it is called, so a missing column does not matter before. */
	readonly late?: true;
	/** An index that its own statement builds CONCURRENTLY. */
	readonly alone?: true;
};

export const packManifest = list as unknown as readonly WantedFact[];

/** Names to look up in a database, as readPackObjects takes them. */
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
