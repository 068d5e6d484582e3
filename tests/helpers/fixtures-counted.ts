import type {Counted} from '../../source/domain/snapshot/counted.ts';

/** Counters of an hour of pgdeck and an interval of 2 s: a tenth of all since connected, a thousandth a second. */
export function countedOf<Name extends string>(
	names: readonly Name[],
	total: Partial<Record<Name, number | null>>,
): Counted<Name> {
	const scaled = (factor: number) =>
		Object.fromEntries(
			names.map(name => {
				const value = total[name] ?? (name in total ? null : 0);
				return [name, value === null ? null : value * factor];
			}),
		) as Record<Name, number | null>;
	return {total: scaled(1), sinceConnected: scaled(0.1), perSecond: scaled(0.001), reset: false};
}
