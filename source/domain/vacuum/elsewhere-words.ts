import type {DatabaseSequences} from './sequences.ts';

/** Their turn comes: that is no lack of anything. */
export const notAskedYet = 'not asked yet';

/** What is not known of the other databases, in a sentence; undefined where all of it is. */
export function elsewhereUnknown(elsewhere: readonly DatabaseSequences[]): string | undefined {
	const silent = elsewhere.filter(({reason}) => reason !== null);
	const [first] = silent;
	const unseen = elsewhere.filter(({unseen: hidden}) => (hidden ?? 0) > 0);
	const parts = [
		...(first
			? [
					`${silent.length === 1 ? first.database : `${silent.length} other databases, as ${first.database}`}: ${first.reason}`,
				]
			: []),
		...unseen.slice(0, 1).map(({database, unseen: hidden}) => {
			const more = unseen.length === 1 ? '' : `, and some of ${unseen.length - 1} more databases`;
			return `${hidden} sequences in ${database}${more}`;
		}),
	];
	return parts.length === 0 ? undefined : parts.join('; ');
}
